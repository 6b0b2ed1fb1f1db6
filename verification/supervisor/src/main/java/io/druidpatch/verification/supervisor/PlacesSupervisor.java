package io.druidpatch.verification.supervisor;

import com.google.common.base.Optional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.druid.indexer.TaskLocation;
import org.apache.druid.indexing.common.task.Task;
import org.apache.druid.indexing.overlord.DataSourceMetadata;
import org.apache.druid.indexing.overlord.TaskMaster;
import org.apache.druid.indexing.overlord.TaskRunner;
import org.apache.druid.indexing.overlord.TaskRunnerWorkItem;
import org.apache.druid.indexing.overlord.TaskStorage;
import org.apache.druid.indexing.overlord.supervisor.Supervisor;
import org.apache.druid.indexing.overlord.supervisor.SupervisorReport;
import org.apache.druid.indexing.overlord.supervisor.SupervisorStateManager;
import org.apache.druid.indexing.overlord.supervisor.autoscaler.LagStats;
import org.apache.druid.java.util.common.DateTimes;

/**
 * Asks for the place of each active task when it starts, and keeps what it was told.
 *
 * <p>It asks in the way of {@code SeekableStreamSupervisor}, from which those for Kafka and Kinesis
 * come: on a thread of its own, of the task runner's running tasks, the one with the id. It starts
 * where they do, after the task runner and the task queue; the Overlord gives nobody the task
 * runner before all has started.
 */
final class PlacesSupervisor implements Supervisor {
  private final String id;
  private final TaskMaster taskMaster;
  private final TaskStorage taskStorage;
  private volatile Map<String, Object> found = Map.of();
  private volatile Thread asking;

  PlacesSupervisor(String id, TaskMaster taskMaster, TaskStorage taskStorage) {
    this.id = id;
    this.taskMaster = taskMaster;
    this.taskStorage = taskStorage;
  }

  @Override
  public void start() {
    asking = new Thread(this::ask, "places-at-start");
    asking.setDaemon(true);
    asking.start();
  }

  private void ask() {
    Optional<TaskRunner> runner = taskMaster.getTaskRunner();
    while (!runner.isPresent()) {
      // Asked without a pause, it would take a core from the Overlord that starts.
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
      runner = taskMaster.getTaskRunner();
    }
    long since = System.nanoTime();
    Collection<? extends TaskRunnerWorkItem> running = runner.get().getRunningTasks();
    Map<String, TaskRunnerWorkItem> byId =
        running.stream()
            .collect(Collectors.toMap(TaskRunnerWorkItem::getTaskId, Function.identity()));
    List<String> known = new ArrayList<>();
    for (Task task : taskStorage.getActiveTasks()) {
      TaskRunnerWorkItem item = byId.get(task.getId());
      if (item != null && !item.getLocation().equals(TaskLocation.unknown())) {
        known.add(task.getId());
      }
    }
    found = Map.of("known", known, "seconds", (System.nanoTime() - since) / 1e9);
  }

  @Override
  public SupervisorReport<Map<String, Object>> getStatus() {
    return new SupervisorReport<>(id, DateTimes.nowUtc(), found);
  }

  @Override
  public SupervisorStateManager.State getState() {
    return SupervisorStateManager.BasicState.RUNNING;
  }

  @Override
  public void stop(boolean stopGracefully) {
    asking.interrupt();
  }

  @Override
  public void reset(DataSourceMetadata metadata) {}

  @Override
  public void resetOffsets(DataSourceMetadata metadata) {}

  @Override
  public void checkpoint(int taskGroupId, DataSourceMetadata metadata) {}

  @Override
  public LagStats computeLagStats() {
    return new LagStats(0, 0, 0);
  }

  @Override
  public int getActiveTaskGroupsCount() {
    return 0;
  }
}
