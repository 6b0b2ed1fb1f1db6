package io.druidpatch.verification.supervisor;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.apache.druid.indexing.overlord.TaskMaster;
import org.apache.druid.indexing.overlord.TaskStorage;
import org.apache.druid.indexing.overlord.supervisor.Supervisor;
import org.apache.druid.indexing.overlord.supervisor.SupervisorSpec;

/** What is submitted to the Overlord: {@code {"type": "places-at-start", "id": …}}. */
public final class PlacesSpec implements SupervisorSpec {
  static final String TYPE = "places-at-start";

  private final String id;
  private final TaskMaster taskMaster;
  private final TaskStorage taskStorage;

  @JsonCreator
  public PlacesSpec(
      @JsonProperty("id") String id,
      @JacksonInject TaskMaster taskMaster,
      @JacksonInject TaskStorage taskStorage) {
    this.id = id;
    this.taskMaster = taskMaster;
    this.taskStorage = taskStorage;
  }

  @Override
  @JsonProperty
  public String getId() {
    return id;
  }

  @Override
  public Supervisor createSupervisor() {
    return new PlacesSupervisor(id, taskMaster, taskStorage);
  }

  @Override
  @JsonIgnore
  public List<String> getDataSources() {
    return List.of(id);
  }

  @Override
  @JsonIgnore
  public String getType() {
    return TYPE;
  }

  @Override
  @JsonIgnore
  public String getSource() {
    return "";
  }

  @Override
  @JsonIgnore
  public boolean isSuspended() {
    return false;
  }
}
