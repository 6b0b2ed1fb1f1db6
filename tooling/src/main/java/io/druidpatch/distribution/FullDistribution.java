package io.druidpatch.distribution;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.modules.ModuleTree;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Druid's own distribution, made by Druid's own build of every module. */
public final class FullDistribution {
  private final boolean contrib;
  private final DruidMaven maven;
  private final DruidMaven.Blame blame;
  private final Path log;

  /**
   * @param contrib whether contrib extensions are bundled
   * @param maven set up with a local repository for this kind alone: this build installs every
   *     module into it
   */
  public FullDistribution(boolean contrib, DruidMaven maven, DruidMaven.Blame blame, Path log) {
    this.contrib = contrib;
    this.maven = maven;
    this.blame = blame;
    this.log = log;
  }

  /**
   * Builds it, and takes its files with Druid's jars made plain.
   *
   * @param unpacked a folder to unpack it into
   */
  public Layout lay(ModuleTree tree, Path unpacked, String revision) throws IOException {
    // What another tree installed would be taken for this one's.
    AtomicFile.delete(maven.localRepository().resolve("org/apache/druid"));
    maven.run(maven.distribution(tree.root(), contrib, log), blame);
    Path made;
    try (Stream<Path> files = Files.list(tree.root().resolve("distribution/target"))) {
      Optional<Path> found =
          files.filter(file -> file.getFileName().toString().endsWith("-bin.tar.gz")).findFirst();
      made =
          found.orElseThrow(
              () ->
                  Failure.of(ExitCode.BUILD, "distribution/target")
                      .says("Druid's build made no *-bin.tar.gz")
                      .found("its output in " + log)
                      .build());
    }
    Set<String> modules =
        tree.all().stream().map(module -> module.jarName()).collect(Collectors.toSet());
    Layout layout = new Layout();
    Tarball.read(
        made,
        (path, executable, bytes) -> {
          Path file = Tarball.keep(path, bytes, unpacked);
          String name = file.getFileName().toString();
          if (maven.withoutSigar() && name.startsWith("sigar-")) {
            return; // The placeholder.
          }
          if (modules.contains(name)) {
            Path plain = file.resolveSibling(name + ".plain");
            PlainJar.write(file, plain, maven.time(), revision);
            layout.putJar(path, plain, Optional.empty(), true);
          } else {
            layout.putFile(path, file, executable);
          }
        });
    return layout;
  }
}
