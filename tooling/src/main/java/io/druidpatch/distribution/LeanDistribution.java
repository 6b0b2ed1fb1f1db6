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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What MM-less ingestion runs on, without the release's tarball: Druid's processes, its start
 * scripts and configurations, and a few extensions. Laid out as Druid's own assembly does it
 * (distribution/src/assembly/assembly.xml), without the web console, the quickstart and Hadoop.
 */
public final class LeanDistribution implements Distribution {
  /** Runs every process; its dependencies are the core. */
  private static final String SERVICES = "druid-services";

  private static final List<String> ALWAYS =
      List.of(KUBERNETES, "druid-s3-extensions", "druid-multi-stage-query");

  private final Set<String> extensions;

  /**
   * @param more extensions besides those for Kubernetes, S3 and SQL ingestion, by their artifact
   *     ids
   */
  public LeanDistribution(List<String> more) {
    extensions = new LinkedHashSet<>(ALWAYS);
    extensions.addAll(more);
  }

  @Override
  public List<Module> modules(ModuleTree tree, List<Module> touched) {
    List<Module> modules = new ArrayList<>();
    modules.add(require(tree, SERVICES));
    extensions(tree).forEach(modules::add);
    return modules;
  }

  private List<Module> extensions(ModuleTree tree) {
    return extensions.stream().map(name -> require(tree, name)).toList();
  }

  private static Module require(ModuleTree tree, String name) {
    return tree.find(name)
        .filter(module -> name.equals(SERVICES) || module.isExtension())
        .orElseThrow(
            () ->
                Failure.of(ExitCode.USAGE, "--extension " + name)
                    .says("the tree has no such extension")
                    .expected(
                        tree.all().stream()
                            .filter(Module::isExtension)
                            .map(Module::artifactId)
                            .sorted()
                            .collect(Collectors.joining(", ")))
                    .build());
  }

  @Override
  public Layout lay(Ingredients in) throws IOException {
    Layout layout = new Layout();
    Path root = in.tree().root();
    layout.putFolder("bin", root.resolve("examples/bin"), true);
    layout.putFolder("conf", root.resolve("examples/conf"), false);
    layout.putFile("LICENSE", root.resolve("LICENSE"), false);
    layout.putFile("NOTICE", root.resolve("NOTICE"), false);
    // Which library is under which licence: Druid's own register, and the texts it refers to.
    layout.putFile("licenses.yaml", root.resolve("licenses.yaml"), false);
    layout.putFolder("licenses", root.resolve("licenses"), false);

    Module services = require(in.tree(), SERVICES);
    ModuleJars.putWithDependencies(services, "lib/", in, layout);
    for (Module extension : extensions(in.tree())) {
      ModuleJars.putExtension(extension, in, layout);
    }
    return layout;
  }
}
