package io.druidpatch.verification.log;

import com.google.common.base.Optional;
import java.util.List;
import java.util.Map;
import org.apache.druid.indexer.TaskStatus;
import org.apache.druid.indexer.TaskStatusPlus;
import org.apache.druid.indexing.common.task.NoopTask;
import org.apache.druid.indexing.common.task.Task;
import org.apache.druid.indexing.overlord.TaskMaster;
import org.apache.druid.indexing.overlord.TaskQueue;
import org.apache.druid.indexing.overlord.TaskRunner;
import org.apache.druid.indexing.overlord.TaskStorageQueryAdapter;
import org.apache.druid.metadata.TaskLookup;
import org.apache.druid.server.coordinator.CoordinatorOverlordServiceConfig;

/** Of what an Overlord knows of tasks, what its answers need: each is known, and none is listed. */
final class IdleTasks extends TaskStorageQueryAdapter {
  IdleTasks(TaskMaster master) {
    super(null, null, master);
  }

  @Override
  public Optional<Task> getTask(String task) {
    return Optional.of(NoopTask.create());
  }

  @Override
  public Optional<TaskStatus> getStatus(String task) {
    return Optional.of(TaskStatus.running(task));
  }

  @Override
  public List<TaskStatusPlus> getTaskStatusPlusList(
      Map<TaskLookup.TaskLookupType, TaskLookup> lookups, String dataSource) {
    return List.of();
  }

  /** A leader that does nothing but have a runner. */
  static final class Master extends TaskMaster {
    private final TaskRunner runner;

    Master(TaskRunner runner) {
      super(
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          new CoordinatorOverlordServiceConfig(false, null),
          null,
          null,
          null,
          null,
          null,
          null,
          null);
      this.runner = runner;
    }

    @Override
    public boolean isLeader() {
      return true;
    }

    @Override
    public Optional<TaskQueue> getTaskQueue() {
      return Optional.absent();
    }

    @Override
    public Optional<TaskRunner> getTaskRunner() {
      return Optional.of(runner);
    }
  }
}
