package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Redaction;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.git.TreePath;
import io.druidpatch.maven.MavenRepositories;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.storage.FullDisk;
import io.druidpatch.storage.OwnFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * The source jars of the base's modules on Maven Central, for machines that reach it and no git
 * host. They hold the main sources of the modules that the series lists, and no history: picks
 * cannot be had from here. The user's Maven settings (mirrors, proxies, servers) are honoured.
 */
public final class CentralOrigin implements Origin {
  private final Optional<String> url;
  private final Path localRepository;

  /**
   * @param url the Maven repository to ask in place of Central
   * @param localRepository where downloaded jars are kept; never the user's own
   */
  public CentralOrigin(Optional<String> url, Path localRepository) {
    this.url = url;
    this.localRepository = localRepository;
  }

  @Override
  public String name() {
    return "the source jars on " + url.map(Redaction::of).orElse("Maven Central");
  }

  /** The supply of an earlier run, if there was one with the same list of jars. */
  public static Optional<FetchedSources> cached(PatchRepository repository, Series series)
      throws IOException {
    return repository
        .at(ref(series))
        .map(
            base ->
                new FetchedSources(
                    repository
                        .source(ref(series))
                        .orElseGet(() -> new CentralOrigin(Optional.empty(), Path.of("")).name()),
                    base,
                    modules(series)));
  }

  private static String ref(Series series) {
    return "refs/central/" + series.base().tag();
  }

  private static Optional<Set<String>> modules(Series series) {
    return Optional.of(
        series.central().stream().map(Series.SourceJar::module).collect(Collectors.toSet()));
  }

  @Override
  public FetchedSources fetch(Series series, PatchRepository repository, Progress progress)
      throws IOException {
    OwnFolder.make(localRepository);
    if (series.central().isEmpty()) {
      throw Failure.of(ExitCode.MISSING, series.file().toString())
          .says("the series lists no source jars, so Maven Central has nothing for it")
          .fix("list them under `central`, or use --source git")
          .build();
    }
    Map<String, Optional<TreeEditor.Item>> files = new TreeMap<>();
    try (ObjectInserter inserter = repository.newPackInserter();
        ObjectReader reader = inserter.newReader()) {
      for (Series.SourceJar jar : series.central()) {
        progress.line("taking " + jar.module() + " from " + jar.artifact() + ":sources");
        unpack(resolve(jar), jar, inserter, files);
      }
      ObjectId empty = inserter.insert(new TreeFormatter());
      ObjectId tree = new TreeEditor(reader, inserter).edit(empty, files);
      CommitBuilder builder = new CommitBuilder();
      builder.setTreeId(tree);
      // Made of files only, so its date is nobody's: the epoch is the same everywhere.
      PersonIdent who =
          new PersonIdent(
              series.committer().name(), series.committer().email(), Instant.EPOCH, ZoneOffset.UTC);
      builder.setAuthor(who);
      builder.setCommitter(who);
      builder.setMessage(
          "Main sources of "
              + series.base().tag()
              + " from Maven Central (partial)\n\n"
              + series.central().stream()
                  .map(jar -> jar.module() + ": " + jar.artifact() + "\n")
                  .collect(Collectors.joining()));
      ObjectId base = inserter.insert(builder);
      inserter.flush();
      repository.noteSource(ref(series), name());
      repository.move(ref(series), repository.at(ref(series)), base, "from Maven Central");
      return new FetchedSources(name(), base, modules(series));
    }
  }

  private File resolve(Series.SourceJar jar) {
    String[] part = jar.artifact().split(":", 3);
    Artifact artifact = new DefaultArtifact(part[0], part[1], "sources", "jar", part[2]);
    try (MavenRepositories repositories = MavenRepositories.open(url, localRepository)) {
      return repositories.resolve(artifact);
    } catch (ArtifactResolutionException e) {
      if (FullDisk.says(e)) {
        throw FullDisk.failure(List.of(localRepository), e.getMessage(), e);
      }
      throw Failure.of(ExitCode.UNREACHABLE, jar.artifact() + ":sources")
          .says("the source jar cannot be downloaded from " + name())
          .found(e.getMessage())
          .fix("check the network and the mirrors in your Maven settings")
          .cause(e)
          .build();
    }
  }

  private static void unpack(
      File file,
      Series.SourceJar jar,
      ObjectInserter inserter,
      Map<String, Optional<TreeEditor.Item>> files)
      throws IOException {
    try (ZipFile zip = new ZipFile(file)) {
      List<ZipEntry> entries = new ArrayList<>(Collections.list(zip.entries()));
      for (ZipEntry entry : entries) {
        String name = entry.getName();
        if (entry.isDirectory() || isPackaging(name)) {
          continue;
        }
        Optional<String> why = TreePath.refusal(name);
        if (why.isPresent()) {
          throw Failure.of(ExitCode.DAMAGED, file.toString())
              .says("the source jar has an entry with a path that is refused")
              .expected("a path below its folder, and not below .git")
              .found(name + ": " + why.get())
              .fix("do not trust this repository; get the jar from another one: --central URL")
              .build();
        }
        String root = name.endsWith(".java") ? "/src/main/java/" : "/src/main/resources/";
        try (InputStream in = zip.getInputStream(entry)) {
          ObjectId blob = inserter.insert(Constants.OBJ_BLOB, in.readAllBytes());
          files.put(
              jar.module() + root + name,
              Optional.of(new TreeEditor.Item(FileMode.REGULAR_FILE, blob)));
        }
      }
    } catch (java.util.zip.ZipException e) {
      throw Failure.of(ExitCode.DAMAGED, file.toString())
          .says("the source jar is damaged")
          .found(e.getMessage())
          .fix("remove it and run the command again")
          .cause(e)
          .build();
    }
  }

  /** What the build puts into a jar beside the sources: manifest, licence texts, Maven's files. */
  private static boolean isPackaging(String name) {
    return name.startsWith("META-INF/") && !name.startsWith("META-INF/services/");
  }
}
