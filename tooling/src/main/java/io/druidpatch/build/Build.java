package io.druidpatch.build;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.Workspace;
import io.druidpatch.distribution.Difference;
import io.druidpatch.distribution.Distribution;
import io.druidpatch.distribution.FullDistribution;
import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.LeanDistribution;
import io.druidpatch.distribution.OfficialTarball;
import io.druidpatch.distribution.OverlayDistribution;
import io.druidpatch.distribution.PlainJar;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Redaction;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.modules.Module;
import io.druidpatch.modules.ModuleGraph;
import io.druidpatch.modules.ModuleTree;
import io.druidpatch.progress.Progress;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.provenance.Sbom;
import io.druidpatch.provenance.Vex;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.AtomicFiles;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a distribution of the patched branch: checks it out, compiles what the series touches and
 * what was never released, and puts that together with released artifacts.
 */
public final class Build {
  private final Workspace workspace;
  private final BuildRequest request;
  private final Progress progress;

  /**
   * The files of the distribution, and what it was made of.
   *
   * @param tarball the distribution
   * @param files it and what is beside it, with their SHA-256
   * @param notIn modules that the series touches and this kind does not have, by folder
   * @param verified whether a second build came out the same
   * @param source where the base and the picks came from; not in the provenance, which is the same
   *     bytes wherever they did
   */
  public record Result(
      Path tarball,
      Map<Path, String> files,
      Provenance provenance,
      List<String> notIn,
      boolean verified,
      String source) {}

  public Build(Workspace workspace, BuildRequest request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /** What one build came to. */
  private record Made(Layout layout, Provenance provenance, List<String> notIn) {}

  /** Builds the distribution and puts it into the output folder. */
  public Result run() throws IOException {
    Series series = workspace.series();
    Series variant = request.variant(series);
    try (BuildWorkspace site =
        BuildWorkspace.open(workspace, series, variant, request.tools(), progress)) {
      return run(variant, site);
    }
  }

  private Result run(Series series, BuildWorkspace site) throws IOException {
    String name = request.name(series, site.applied().tip());
    Optional<Path> release = Optional.empty();
    if (request.kind() == DistributionKind.OVERLAY) {
      release =
          Optional.of(
              OfficialTarball.take(
                  request.release().orElseThrow(),
                  request.sha512(),
                  site.folder().resolve("release"),
                  progress));
    }
    Path target = request.tarball(series, site.applied().tip());
    try (AtomicFile tarball = AtomicFile.of(target)) {
      Made made = make(series, site, "tree", release);
      progress.line("writing " + target);
      Tarball.write(made.layout(), name, site.time(), tarball.path());
      if (request.verify()) {
        verify(series, site, release, name, tarball.path());
      }
      return publish(made, target, tarball, name, site.applied().source());
    }
  }

  private void verify(
      Series series, BuildWorkspace site, Optional<Path> release, String name, Path first)
      throws IOException {
    progress.line("building again, apart from the first");
    try (AtomicFile second = AtomicFile.of(first.resolveSibling(first.getFileName() + ".again"))) {
      Made again = make(series, site, "again/in/another/folder", release);
      Tarball.write(again.layout(), name, site.time(), second.path());
      Optional<Difference> difference = Difference.between(first, second.path());
      if (difference.isPresent()) {
        throw Failure.of(ExitCode.DIFFERENT, name)
            .says("a second build of the same series came out different")
            .found(difference.get())
            .fix("see what in the build depends on the folder, the time or chance")
            .build();
      }
    }
  }

  private Made make(Series series, BuildWorkspace site, String folder, Optional<Path> release)
      throws IOException {
    ModuleTree tree = site.checkOut(site.applied().tip(), folder);
    ModuleGraph graph = site.graph(tree);
    Path jars = site.folder().resolve("jars").resolve(folder);
    Files.createDirectories(jars);
    Set<Module> touched = tree.touched(site.changed()).main();
    Layout layout;
    List<String> compiled;
    List<String> notIn;
    if (request.kind() == DistributionKind.FULL) {
      DruidMaven maven = site.maven(graph, site.folder().resolve("m2-full"));
      layout =
          new FullDistribution(request.contrib(), maven, site.blame(), site.log("full"))
              .lay(tree, jars, site.applied().tip().name());
      compiled = List.of(".");
      notIn = List.of();
    } else {
      Distribution kind = kind(release, site.folder().resolve("unpacked").resolve(folder));
      Map<Module, Path> built = compile(site, tree, graph, kind, touched, jars);
      layout = kind.lay(new Distribution.Ingredients(tree, graph, built, touched));
      compiled = built.keySet().stream().map(Module::folder).sorted().toList();
      notIn =
          touched.stream()
              .filter(module -> !built.containsKey(module))
              .map(Module::folder)
              .sorted()
              .toList();
    }
    Provenance provenance = provenance(series, site, compiled, patched(layout, touched));
    layout.putText(Provenance.FILE, provenance.json());
    return new Made(layout, provenance, notIn);
  }

  /** The plain jars of the modules that a kind needs and that have to be built. */
  private Map<Module, Path> compile(
      BuildWorkspace site,
      ModuleTree tree,
      ModuleGraph graph,
      Distribution kind,
      Set<Module> touched,
      Path jars)
      throws IOException {
    if (site.changed().contains("pom.xml")) {
      throw Failure.of(ExitCode.BUILD, "pom.xml")
          .says("the series changes the root pom, and with it every module")
          .fix("build it whole: --kind full")
          .build();
    }
    Set<Module> build = graph.toBuild(kind.modules(tree, new ArrayList<>(touched)), touched);
    DruidMaven maven = site.maven(graph, site.localRepository());
    progress.line(
        "building "
            + build.stream().map(Module::folder).sorted().collect(Collectors.joining(", "))
            + " with Java "
            + site.jdk().version());
    maven.run(
        maven.jars(tree.root(), build, graph.needsTestJars(build), site.log("build")),
        site.blame());
    Map<Module, Path> built = new LinkedHashMap<>();
    for (Module module : build) {
      Path jar = tree.root().resolve(module.folder()).resolve("target").resolve(module.jarName());
      Path plain = jars.resolve(module.jarName());
      PlainJar.write(jar, plain, site.time(), site.applied().tip().name());
      built.put(module, plain);
    }
    return built;
  }

  private Distribution kind(Optional<Path> release, Path unpacked) {
    return release.isPresent()
        ? new OverlayDistribution(release.get(), unpacked)
        : new LeanDistribution(request.extensions());
  }

  private Provenance provenance(
      Series series, BuildWorkspace site, List<String> compiled, Map<String, String> patched)
      throws IOException {
    AppliedSeries applied = site.applied();
    List<Provenance.Entry> entries = new ArrayList<>();
    for (AppliedEntry step : applied.steps()) {
      entries.add(entry(step.entry(), step.commit().orElseThrow().name()));
    }
    List<String> leftOut = new ArrayList<>();
    if (request.kind() == DistributionKind.LEAN) {
      leftOut.add("the web console");
      leftOut.add("the quickstart and Hadoop's dependencies");
    }
    if (request.tools().withoutSigar() && request.kind() != DistributionKind.OVERLAY) {
      leftOut.add("org.hyperic:sigar: SysMonitor and JvmCpuMonitor do not work without it");
    }
    return new Provenance(
        request.kindName(),
        new Provenance.Base(
            Redaction.published(series.upstream()), series.base().tag(), applied.base().name()),
        applied.tip().name(),
        site.time().toString(),
        entries,
        compiled,
        patched,
        new Provenance.Jdk(site.jdk().version(), site.jdk().vendor()),
        request.options(),
        leftOut);
  }

  /** The jars of modules that the series touches, wherever the layout has them. */
  private static Map<String, String> patched(Layout layout, Set<Module> touched)
      throws IOException {
    Set<String> names = touched.stream().map(Module::jarName).collect(Collectors.toSet());
    Map<String, String> patched = new TreeMap<>();
    for (Map.Entry<String, Layout.Item> item : layout.items().entrySet()) {
      String path = item.getKey();
      if (item.getValue().ours() && names.contains(path.substring(path.lastIndexOf('/') + 1))) {
        try (InputStream in = item.getValue().source().open()) {
          patched.put(path, Digests.of(in, "SHA-256"));
        }
      }
    }
    return patched;
  }

  private static Provenance.Entry entry(Entry entry, String commit) throws IOException {
    List<String> cves = entry.cves().isEmpty() ? null : entry.cves();
    if (entry instanceof Pick pick) {
      return new Provenance.Entry(
          pick.id(), pick.kind(), pick.commit().name(), null, null, commit, cves);
    }
    LocalPatch local = (LocalPatch) entry;
    return new Provenance.Entry(
        local.id(),
        local.kind(),
        null,
        local.file().getFileName().toString(),
        Digests.of(local.file(), "SHA-256"),
        commit,
        cves);
  }

  /** Puts what is beside the tarball into place, and last the tarball: if it is there, all is. */
  private Result publish(Made made, Path target, AtomicFile tarball, String name, String source)
      throws IOException {
    String sha256 = Digests.of(tarball.path(), "SHA-256");
    Map<String, String> beside = new LinkedHashMap<>();
    beside.put(
        name + BuildRequest.TARBALL_ENDING + ".sha512",
        Digests.of(tarball.path(), "SHA-512") + "  " + name + BuildRequest.TARBALL_ENDING + "\n");
    beside.put(name + ".cdx.json", Sbom.json(made.layout(), made.provenance(), name, sha256));
    Vex.json(made.layout(), made.provenance(), name)
        .ifPresent(text -> beside.put(name + ".openvex.json", text));
    beside.put(
        name + ".intoto.json",
        made.provenance()
            .statement(
                Map.of(name + BuildRequest.TARBALL_ENDING, sha256),
                request.toolVersion(),
                Map.of()));
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(target, sha256);
    try (AtomicFiles aside = new AtomicFiles()) {
      for (Map.Entry<String, String> file : beside.entrySet()) {
        aside.add(target.resolveSibling(file.getKey()), file.getValue());
      }
      aside.putInPlace();
    }
    for (String file : beside.keySet()) {
      Path path = target.resolveSibling(file);
      files.put(path, Digests.of(path, "SHA-256"));
    }
    tarball.putInPlace();
    return new Result(target, files, made.provenance(), made.notIn(), request.verify(), source);
  }
}
