package io.druidpatch.build;

import io.druidpatch.maven.Jdk;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The kind of distribution to build, and the options of the build.
 *
 * @param release overlay: the official tarball, a file or a URL
 * @param sha512 overlay: its digest, or where that is
 * @param extensions lean: extensions besides the usual ones
 * @param contrib full: whether contrib extensions are in it
 * @param upTo the last entry to build, or {@code base} for none; all if not given
 * @param with a patch behind those that is not of the series
 * @param verify whether to build twice and compare
 * @param output the folder for the results
 * @param toolVersion this tool's, for the provenance
 */
public record BuildRequest(
    DistributionKind kind,
    Optional<String> release,
    Optional<String> sha512,
    List<String> extensions,
    boolean contrib,
    BuildEnvironment tools,
    Optional<String> upTo,
    Optional<Path> with,
    boolean verify,
    Path output,
    String toolVersion) {
  static final String TARBALL_ENDING = ".tar.gz";

  /** A lean distribution with the usual extensions. */
  public static BuildRequest lean(
      BuildEnvironment tools,
      Optional<String> upTo,
      Optional<Path> with,
      boolean verify,
      Path output,
      String toolVersion) {
    return new BuildRequest(
        DistributionKind.LEAN,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        tools,
        upTo,
        with,
        verify,
        output,
        toolVersion);
  }

  /** The name of what is built of a series whose last commit is this, without an ending. */
  public String name(Series series, ObjectId tip) {
    return String.format(
        "%s-%s-%s-%s",
        series.base().tag(),
        series.entries().isEmpty() ? "stock" : "patched",
        tip.abbreviate(12).name(),
        kindName());
  }

  /** The kind, as the provenance names it. */
  public String kindName() {
    return kind.toString();
  }

  /** The series or the variant of it that is built. */
  public Series variant(Series series) {
    Series variant = upTo.map(series::upTo).orElse(series);
    return with.isPresent() ? variant.plus(with.get()) : variant;
  }

  /** The options that decide what is in the result, as the provenance has them. */
  Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    switch (kind) {
      case LEAN ->
          options.put("extensions", extensions.stream().sorted().collect(Collectors.joining(",")));
      case OVERLAY -> {}
      case FULL -> options.put("contrib", String.valueOf(contrib));
    }
    options.put("withoutSigar", String.valueOf(tools.withoutSigar()));
    return options;
  }

  /**
   * The tarball that a build with this request makes.
   *
   * @param variant the series as it is built
   * @param tip the commit of its last entry
   */
  public Path tarball(Series variant, ObjectId tip) {
    return output.resolve(name(variant, tip) + TARBALL_ENDING);
  }

  /**
   * Why a tarball from an earlier run cannot stand for what this request would build.
   *
   * @param jdk the JDK that would compile it
   * @return empty if it can
   */
  public Optional<String> unfit(Path tarball, ObjectId tip, Jdk jdk) throws IOException {
    return BuiltDistribution.unfit(
        tarball,
        new BuiltDistribution.Wanted(
            kindName(), tip.name(), new Provenance.Jdk(jdk.version(), jdk.vendor()), options()));
  }
}
