package io.druidpatch.distribution;

import io.druidpatch.modules.Module;
import io.druidpatch.modules.ModuleGraph;
import io.druidpatch.modules.ModuleTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A kind of distribution that is put together from jars. */
public interface Distribution {
  /** The extension that runs tasks in pods, which every kind has. */
  String KUBERNETES = "druid-kubernetes-overlord-extensions";

  /**
   * The modules whose jars it has; those that no repository has, or that the series touches, are
   * built.
   */
  List<Module> modules(ModuleTree tree, List<Module> touched);

  /** The files of the distribution, by their paths in it. */
  Layout lay(Ingredients ingredients) throws IOException;

  /**
   * What it is made of.
   *
   * @param tree the patched tree
   * @param built the jars that were built of it: of touched modules, and of others that were never
   *     released
   * @param touched the modules that the series touches
   */
  record Ingredients(
      ModuleTree tree, ModuleGraph graph, Map<Module, Path> built, Set<Module> touched) {}
}
