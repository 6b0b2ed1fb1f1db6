package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.build.Build;
import io.druidpatch.build.BuildRequest;
import io.druidpatch.build.DistributionKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a distribution of the patched branch, the same bytes on every machine.",
      "",
      "Only the modules that the series touches are compiled, and those that were never released;"
          + " all others are the base's released jars. Beside the tarball are its SHA-512, a"
          + " CycloneDX bill of materials and a provenance statement.",
      ""
    })
final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOptions options;
  @Mixin private BuildOptions building;

  @Option(
      names = "--kind",
      paramLabel = "lean|overlay|full",
      defaultValue = "lean",
      description = {
        "lean, the default: what ingestion in pods runs on (coordinator and overlord, router, peon,"
            + " the extensions for Kubernetes, S3 and SQL ingestion), from the patched tree and"
            + " Maven Central."
            + " overlay: the official tarball (--release) with the touched jars replaced and the"
            + " Kubernetes extension added. full: Druid's own build of everything."
      })
  private DistributionKind kind;

  @Option(
      names = "--release",
      paramLabel = "TARBALL|URL",
      description = "For overlay: the official apache-druid-*-bin.tar.gz.")
  private String release;

  @Option(
      names = "--sha512",
      paramLabel = "HEX|FILE|URL",
      description =
          "For overlay: the checksum that Apache publishes for the tarball. Default: the release's name with"
              + " .sha512 appended. Without one nothing is built.")
  private String sha512;

  @Option(
      names = "--extension",
      paramLabel = "NAME",
      description = "For lean: add an extension, by its artifact id. Can be repeated.")
  private List<String> extensions = List.of();

  @Option(
      names = "--contrib",
      description = "For full: add the contrib extensions, as the released image does.")
  private boolean contrib;

  @Option(
      names = "--up-to",
      paramLabel = "ENTRY|base",
      description = {
        "Build the series up to this entry only. base: build the base without any entry, to compare"
            + " with."
      })
  private String upTo;

  @Option(
      names = "--with",
      paramLabel = "PATCH",
      description =
          "Add a patch that is not of the series after its last entry, in the form of a local patch.")
  private Path with;

  @Option(
      names = "--verify",
      description = "Build twice, in two folders, and compare. A difference is exit code 16.")
  private boolean verify;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "dist",
      description = "The folder for the results. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if ((kind == DistributionKind.OVERLAY) != (release != null)) {
      throw new ParameterException(
          spec.commandLine(),
          release == null
              ? "--kind overlay needs --release TARBALL|URL"
              : "--release is for --kind overlay");
    }
    requireKind(DistributionKind.OVERLAY, "--sha512", sha512 != null);
    requireKind(DistributionKind.LEAN, "--extension", !extensions.isEmpty());
    requireKind(DistributionKind.FULL, "--contrib", contrib);
    Build.Result result =
        new Build(
                options.workspace(),
                new BuildRequest(
                    kind,
                    Optional.ofNullable(release),
                    Optional.ofNullable(sha512),
                    extensions,
                    contrib,
                    building.tools(),
                    Optional.ofNullable(upTo),
                    Optional.ofNullable(with),
                    verify,
                    output,
                    Main.version()),
                new Console(spec.commandLine().getErr()))
            .run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json(result)));
    } else {
      print(result, out);
    }
    out.flush();
    return 0;
  }

  /** Refuses an option of another kind of distribution, which would have no effect. */
  private void requireKind(DistributionKind only, String option, boolean given) {
    if (given && kind != only) {
      throw new ParameterException(
          spec.commandLine(), option + " is for --kind " + only + ", found --kind " + kind);
    }
  }

  private static Map<String, Object> json(Build.Result result) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("tarball", result.tarball().toString());
    Map<String, String> files = new LinkedHashMap<>();
    result.files().forEach((file, digest) -> files.put(file.toString(), digest));
    all.put("sha256", files);
    all.put("notIn", result.notIn());
    all.put("verified", result.verified());
    all.put("source", result.source());
    all.put("provenance", result.provenance());
    return all;
  }

  private static void print(Build.Result result, PrintWriter out) {
    out.println(
        "made a "
            + result.provenance().kind()
            + " distribution of "
            + result.provenance().tip()
            + (result.verified() ? ", twice, the same bytes" : ""));
    out.println("from " + result.source());
    out.println("compiled: " + String.join(", ", result.provenance().built()));
    result.provenance().leftOut().forEach(what -> out.println("not in it: " + what));
    result.notIn().forEach(folder -> out.println("not in it, though touched: " + folder));
    out.println();
    out.println("changed by the series:");
    result.provenance().patched().forEach((path, digest) -> out.println(digest + "  " + path));
    out.println();
    result.files().forEach((file, digest) -> out.println(digest + "  " + file));
  }
}
