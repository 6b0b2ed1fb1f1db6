package io.druidpatch.distribution;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.modules.Module;
import io.druidpatch.modules.ModuleTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The official tarball with the touched modules' jars replaced, wherever it has them, and the
 * Kubernetes extension, which it lacks, added with what that needs.
 */
public final class OverlayDistribution implements Distribution {
  private final Path release;
  private final Path unpacked;

  /**
   * @param release the tarball; its checksum is the caller's to check
   * @param unpacked a folder to unpack it into
   */
  public OverlayDistribution(Path release, Path unpacked) {
    this.release = release;
    this.unpacked = unpacked;
  }

  @Override
  public List<Module> modules(ModuleTree tree, List<Module> touched) {
    Set<Module> modules = new LinkedHashSet<>(touched);
    modules.add(tree.find(KUBERNETES).orElseThrow());
    return new ArrayList<>(modules);
  }

  @Override
  public Layout lay(Ingredients in) throws IOException {
    Layout layout = new Layout();
    Map<String, Module> byName =
        in.touched().stream().collect(Collectors.toMap(Module::jarName, module -> module));
    Set<Module> placed = new LinkedHashSet<>();
    String top =
        Tarball.read(
            release,
            (path, executable, bytes) -> {
              String name = path.substring(path.lastIndexOf('/') + 1);
              Optional<Module> replaced = Optional.ofNullable(byName.get(name));
              if (replaced.isPresent()) {
                String folder = path.substring(0, path.length() - name.length());
                ModuleJars.put(replaced.get(), folder, in, layout);
                placed.add(replaced.get());
              } else {
                layout.putFile(path, Tarball.keep(path, bytes, unpacked), executable);
              }
            });
    Module kubernetes = in.tree().find(KUBERNETES).orElseThrow();
    if (!placed.contains(kubernetes)) {
      ModuleJars.putExtension(kubernetes, in, layout);
      placed.add(kubernetes);
    }
    String server = "lib/" + in.tree().find("druid-server").orElseThrow().jarName();
    if (!layout.items().containsKey(server)) {
      throw Failure.of(ExitCode.DAMAGED, release.toString())
          .says("this is not the base's release")
          .expected(server)
          .found("the folder " + top + " without it")
          .fix("name the binary tarball of the base with --release")
          .build();
    }
    List<String> homeless =
        in.touched().stream()
            .filter(module -> !placed.contains(module))
            .map(Module::jarName)
            .toList();
    if (!homeless.isEmpty()) {
      throw Failure.of(ExitCode.BUILD, release.toString())
          .says("the release has no place for modules that the series touches")
          .found(String.join(", ", homeless))
          .fix("use --kind lean with --extension, or --kind full")
          .build();
    }
    return layout;
  }
}
