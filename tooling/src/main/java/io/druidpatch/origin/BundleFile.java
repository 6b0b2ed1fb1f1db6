package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.Parents;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Links;
import io.druidpatch.storage.OwnFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes all that the series needs of the upstream into one git bundle: the bases with every file,
 * and each pick and its parent with the files that the pick changes. The commits before those are
 * the bundle's prerequisites.
 */
public final class BundleFile {
  private final List<Series> bases;
  private final PatchRepository repository;
  private final Map<ObjectId, RevObject> objects = new LinkedHashMap<>();
  private final Map<ObjectId, String> prerequisites = new LinkedHashMap<>();

  private BundleFile(List<Series> bases, PatchRepository repository) {
    this.bases = bases;
    this.repository = repository;
  }

  /**
   * Writes the bundle aside and moves it into its place.
   *
   * @param bases the series, on each base that is to be in the bundle
   * @return the bundle's size in bytes
   * @throws Failure with {@link ExitCode#FOREIGN} if there is something else than a bundle already
   */
  public static long write(
      List<Series> bases, PatchRepository repository, Path target, Progress progress)
      throws IOException {
    if (!OwnFolder.isFree(Links.followed(target)) && !BundleOrigin.isBundle(target)) {
      throw Failure.of(ExitCode.FOREIGN, target.toString())
          .says("there is something else than a bundle already; it is as it was")
          .found(OwnFolder.contents(target))
          .fix("name another file, or remove this one")
          .build();
    }
    try (AtomicFile aside = AtomicFile.of(target)) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside.path()))) {
        new BundleFile(bases, repository).write(out, progress);
      }
      aside.putInPlace();
    }
    return Files.size(target);
  }

  private void write(OutputStream out, Progress progress) throws IOException {
    Set<String> refs = new LinkedHashSet<>();
    try (ObjectReader reader = repository.git().newObjectReader();
        ObjectWalk walk = new ObjectWalk(reader)) {
      for (Series series : bases) {
        RevCommit base = walk.parseCommit(series.base().commit());
        objects.put(base, base);
        addTree(base.getTree(), walk, reader, true);
        refs.add(line(base, "refs/tags/" + series.base().tag()));
      }
      // After the bases, whose folders have all files: a folder is walked once.
      for (Pick pick : bases.stream().flatMap(series -> series.picks().stream()).toList()) {
        RevCommit commit = walk.parseCommit(pick.commit());
        objects.put(commit, commit);
        addTree(commit.getTree(), walk, reader, false);
        refs.add(line(commit, UpstreamRefs.ref(commit)));
        List<ObjectId> parents = Parents.of(commit, reader);
        if (parents.size() == 1) {
          RevCommit parent = walk.parseCommit(parents.get(0));
          objects.put(parent, parent);
          addTree(parent.getTree(), walk, reader, false);
        }
        for (ObjectId blob : UpstreamRefs.blobs(commit, reader)) {
          objects.putIfAbsent(blob, walk.lookupBlob(blob));
        }
      }
      StringBuilder header = new StringBuilder("# v2 git bundle\n");
      for (RevObject object : objects.values()) {
        if (object instanceof RevCommit commit) {
          for (ObjectId parent : Parents.of(commit, reader)) {
            if (!objects.containsKey(parent)) {
              prerequisites.put(parent, "before " + commit.name().substring(0, 10));
            }
          }
        }
      }
      prerequisites.entrySet().stream()
          .map(e -> "-" + line(e.getKey(), e.getValue()))
          .sorted()
          .forEach(header::append);
      out.write((header + String.join("", refs) + "\n").getBytes(StandardCharsets.UTF_8));
      PackConfig config = new PackConfig();
      // One thread: which deltas are found must not depend on the number of cores.
      config.setThreads(1);
      try (PackWriter writer = new PackWriter(config, reader)) {
        writer.setIndexDisabled(true);
        writer.setDeltaBaseAsOffset(true);
        writer.preparePack(objects.values().iterator());
        writer.writePack(progress.transfer(), progress.transfer(), out);
      }
    }
  }

  private static String line(ObjectId id, String text) {
    return id.name() + " " + text + "\n";
  }

  /** Adds a tree's folders, and its files too for the base; what is there already is not walked. */
  private void addTree(ObjectId tree, ObjectWalk walk, ObjectReader reader, boolean files)
      throws IOException {
    if (objects.putIfAbsent(tree.copy(), walk.lookupTree(tree)) != null) {
      return;
    }
    try (TreeWalk entries = new TreeWalk(reader)) {
      entries.addTree(tree);
      while (entries.next()) {
        ObjectId id = entries.getObjectId(0);
        if (entries.isSubtree()) {
          addTree(id, walk, reader, files);
        } else if (files && !entries.getFileMode(0).equals(FileMode.GITLINK)) {
          objects.putIfAbsent(id, walk.lookupBlob(id));
        }
      }
    }
  }
}
