package io.druidpatch.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a distribution was made of. A copy of it is in the tarball, as {@value #FILE}, so that a
 * running Druid can be asked; and {@link #statement} wraps it for those who check signatures.
 *
 * @param kind lean, overlay or full
 * @param base the tag and the commit
 * @param tip the commit that was built
 * @param time the base commit's: the time of everything in the tarball
 * @param entries the series, in order
 * @param built what was compiled from the patched tree, as {@code folder} names
 * @param patched the jars that the series changes, by their path in the tarball, with their SHA-256
 * @param jdk the Java that compiled it
 * @param options the options that decide what is in it
 * @param leftOut what a user may miss in it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "kind", "base", "tip", "time", "entries", "built", "patched", "jdk", "options", "leftOut"
})
public record Provenance(
    String kind,
    Base base,
    String tip,
    String time,
    List<Entry> entries,
    List<String> built,
    Map<String, String> patched,
    Jdk jdk,
    Map<String, String> options,
    List<String> leftOut) {

  /** The file of the tarball that has it. */
  public static final String FILE = "PATCHES.json";

  /** What the series starts from. */
  public record Base(String repository, String tag, String commit) {}

  /**
   * One entry of the series, as the provenance names it.
   *
   * @param upstream the upstream commit of a pick; else null
   * @param file the local patch's file name; else null
   * @param sha256 that file's digest; else null
   * @param commit the commit made of it
   * @param cves the vulnerabilities that it fixes; null if none is known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      String id,
      String kind,
      String upstream,
      String file,
      String sha256,
      String commit,
      List<String> cves) {
    /** The vulnerabilities that it fixes. */
    public List<String> fixed() {
      return cves == null ? List.of() : cves;
    }
  }

  /** The JDK that compiled the distribution. */
  public record Jdk(String version, String vendor) {}

  /** In-toto's Statement, v1 (github.com/in-toto/attestation, spec/v1/statement.md). */
  @JsonPropertyOrder({"_type", "subject", "predicateType", "predicate"})
  private record Statement(
      @JsonProperty("_type") String type,
      List<Subject> subject,
      String predicateType,
      Slsa predicate) {}

  private record Subject(String name, Map<String, String> digest) {}

  /** SLSA's provenance, v1 (slsa.dev/spec/v1.0/provenance). */
  private record Slsa(BuildDefinition buildDefinition, RunDetails runDetails) {}

  private record BuildDefinition(
      String buildType,
      Map<String, Object> externalParameters,
      Map<String, Object> internalParameters,
      List<Resource> resolvedDependencies) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Resource(String name, String uri, Map<String, String> digest) {}

  private record RunDetails(Builder builder) {}

  private record Builder(String id, Map<String, String> version) {}

  /** As JSON, the same bytes for the same content. */
  public String json() {
    return write(this);
  }

  /**
   * The provenance statement of files made of this.
   *
   * @param subjects the files' names with their SHA-256
   * @param toolVersion this tool's
   * @param parameters what else decided what they are, by name
   */
  public String statement(
      Map<String, String> subjects, String toolVersion, Map<String, Object> parameters) {
    List<Resource> dependencies = new java.util.ArrayList<>();
    dependencies.add(
        new Resource(
            base.tag(),
            "git+" + base.repository() + "@refs/tags/" + base.tag(),
            Map.of("gitCommit", base.commit())));
    for (Entry entry : entries) {
      dependencies.add(
          entry.upstream() != null
              ? new Resource(
                  entry.id(),
                  "git+" + base.repository() + "@" + entry.upstream(),
                  Map.of("gitCommit", entry.upstream()))
              : new Resource(
                  entry.id(),
                  "patches/local/" + entry.file(),
                  Map.of("sha256", String.valueOf(entry.sha256()))));
    }
    Map<String, Object> external = new java.util.TreeMap<>(options);
    external.putAll(parameters);
    external.put("kind", kind);
    Map<String, Object> internal = new java.util.TreeMap<>();
    internal.put("jdk", jdk);
    internal.put("tip", tip);
    internal.put("built", built);
    internal.put("patched", patched);
    internal.put("leftOut", leftOut);
    return write(
        new Statement(
            "https://in-toto.io/Statement/v1",
            subjects.entrySet().stream()
                .map(one -> new Subject(one.getKey(), Map.of("sha256", one.getValue())))
                .toList(),
            "https://slsa.dev/provenance/v1",
            new Slsa(
                new BuildDefinition(
                    "https://druidpatch.invalid/build/v1", external, internal, dependencies),
                new RunDetails(
                    new Builder(
                        "https://druidpatch.invalid/tooling",
                        Map.of("druidpatch", toolVersion))))));
  }

  /** The time of everything in the tarball. */
  public Instant instant() {
    return Instant.parse(time);
  }

  /** Reads what {@link #json} wrote. */
  public static Provenance read(String json) throws JsonProcessingException {
    return new ObjectMapper().readValue(json, Provenance.class);
  }

  static String write(Object value) {
    try {
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      return new ObjectMapper()
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
              .writeValueAsString(value)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
