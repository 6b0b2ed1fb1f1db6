package io.druidpatch.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that a test needs and that a machine may not have. */
public enum Requirement {
  /** The upstream's git repository, by the user's git configuration. */
  UPSTREAM(Tier.UPSTREAM),
  /** Minutes for real builds by Maven. */
  BUILDS(Tier.UPSTREAM),
  /** Time and memory for real Druid processes on the cluster of {@code verification.cluster}. */
  CLUSTER(Tier.CLUSTER),
  /** A Kubernetes on which the test may make pods, named by the environment's KUBECONFIG. */
  KUBERNETES(Tier.CLUSTER),
  /** The program {@code chromium}. */
  BROWSER(Tier.FAST),
  /** The program {@code git}. */
  GIT(Tier.FAST),
  /** The program {@code gpg}. */
  GPG(Tier.FAST),
  /** The program {@code npm}, and its registry. */
  NPM(Tier.UPSTREAM),
  /** The right to mount a {@link SmallDisk}. */
  SMALL_DISK(Tier.FAST);

  private final Tier tier;

  Requirement(Tier tier) {
    this.tier = tier;
  }

  Tier tier() {
    return tier;
  }

  /** Looks for it, and says why it is not there; empty if it is. */
  Optional<String> whyNot() {
    return switch (this) {
      case UPSTREAM -> Upstream.whyNot();
      case BUILDS, CLUSTER -> Optional.empty();
      case KUBERNETES -> noKubeconfig();
      case BROWSER -> noProgram("chromium");
      case GIT -> noProgram("git");
      case GPG -> noProgram("gpg");
      case NPM -> noProgram("npm");
      case SMALL_DISK -> SmallDisk.whyNot();
    };
  }

  /** Whether the run is to fail where it is not there: the property {@code upstream.required}. */
  boolean isDemanded() {
    String demanded = System.getProperty(name().toLowerCase(Locale.ROOT) + ".required");
    return demanded != null && !demanded.equals("false");
  }

  private static Optional<String> noKubeconfig() {
    String file = System.getenv("KUBECONFIG");
    if (file == null || file.isEmpty()) {
      return Optional.of("KUBECONFIG is not set");
    }
    return Files.isRegularFile(Path.of(file))
        ? Optional.empty()
        : Optional.of("KUBECONFIG names no file: " + file);
  }

  private static Optional<String> noProgram(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)))
        ? Optional.empty()
        : Optional.of("there is no program `" + name + "` on the PATH");
  }
}
