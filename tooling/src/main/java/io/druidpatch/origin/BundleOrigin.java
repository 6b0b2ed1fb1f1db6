package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Redaction;
import io.druidpatch.git.Parents;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.storage.FullDisk;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PackParser;

/**
 * A git bundle in a file: one that {@code bundle} wrote, or one of git's own with the commits in
 * it. The format is git's (gitformat-bundle(5)), version 2 or 3. Prerequisites that a bundle names
 * are not asked for: the series needs no history before its commits.
 */
public final class BundleOrigin implements Origin {
  private static final String SIGNATURE = "# v";
  private static final String SIGNATURE_END = " git bundle";

  private final Path file;

  /** Whether all objects of the file were taken, for whichever base. */
  private boolean unpacked;

  public BundleOrigin(Path file) {
    this.file = file;
  }

  /** Whether what a user names in an upstream's place is a bundle. */
  public static boolean isBundle(String upstream) throws IOException {
    try {
      return isBundle(Path.of(upstream));
    } catch (InvalidPathException e) {
      // Then it is a URL.
      return false;
    }
  }

  /** Whether the file starts as a bundle does. */
  public static boolean isBundle(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(SIGNATURE.length());
      return new String(start, StandardCharsets.US_ASCII).equals(SIGNATURE);
    }
  }

  @Override
  public String name() {
    return "bundle " + file;
  }

  @Override
  public FetchedSources fetch(Series series, PatchRepository repository, Progress progress)
      throws IOException {
    ObjectId base = series.base().commit();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Map<String, ObjectId> refs = header(in);
      ObjectId tag = refs.get("refs/tags/" + series.base().tag());
      if (tag == null) {
        throw lacks(series, "the tag " + series.base().tag());
      }
      if (!tag.equals(base)) {
        throw GitOrigin.movedTag(series, tag, file.toString());
      }
      progress.line("reading the bundle " + file);
      if (!unpacked && UpstreamRefs.cached(repository, series).isEmpty()) {
        Set<String> packs = repository.packs();
        unpack(in, repository, progress);
        repository.markPromised(packs, Redaction.address(series.upstream()));
        unpacked = true;
      }
    }
    Set<ObjectId> shallow = new HashSet<>(repository.git().getObjectDatabase().getShallowCommits());
    accept(series, base, Optional.empty(), repository, shallow);
    for (Pick pick : series.picks()) {
      accept(series, pick.commit(), Optional.of(pick), repository, shallow);
    }
    repository.git().getObjectDatabase().setShallowCommits(shallow);
    UpstreamRefs.markBase(repository, base, name());
    for (Pick pick : series.picks()) {
      UpstreamRefs.mark(repository, pick.commit(), name());
    }
    return new FetchedSources(name(), base, Optional.empty());
  }

  private Map<String, ObjectId> header(InputStream in) throws IOException {
    String signature = line(in);
    if (!signature.equals(SIGNATURE + "2" + SIGNATURE_END)
        && !signature.equals(SIGNATURE + "3" + SIGNATURE_END)) {
      throw damaged("a git bundle of version 2 or 3", "the first line `" + signature + "`", null);
    }
    Map<String, ObjectId> refs = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      boolean about = line.startsWith("-") || line.startsWith("@");
      if (line.equals("@object-format=sha256")) {
        throw damaged("SHA-1 object ids", line, null);
      }
      if (!about) {
        if (!line.matches("[0-9a-f]{40} \\S+")) {
          throw damaged("`<commit id> <ref>` in the header", "`" + line + "`", null);
        }
        refs.put(line.substring(41), ObjectId.fromString(line.substring(0, 40)));
      }
    }
    return refs;
  }

  private String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > 4096) {
        throw damaged("a header that ends in an empty line", "the end of the file", null);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private void unpack(InputStream in, PatchRepository repository, Progress progress)
      throws IOException {
    try (ObjectInserter inserter = repository.git().newObjectInserter()) {
      PackParser parser = inserter.newPackParser(in);
      parser.setAllowThin(true);
      parser.setObjectChecking(true);
      parser.setLockMessage("reading " + file.getFileName());
      PackLock lock = parser.parse(progress.transfer());
      inserter.flush();
      if (lock != null) {
        lock.unlock();
      }
    } catch (IOException e) {
      if (FullDisk.says(e) || FullDisk.isAt(repository.folder())) {
        throw FullDisk.failure(List.of(repository.folder()), String.valueOf(e.getMessage()), e);
      }
      throw damaged("a whole pack after the header", e.getMessage(), e);
    }
  }

  /** Sees that a commit came with all that is needed of it, and notes where history ends. */
  private void accept(
      Series series,
      ObjectId id,
      Optional<Pick> pick,
      PatchRepository repository,
      Set<ObjectId> shallow)
      throws IOException {
    String what = pick.map(p -> "the pick " + p.id()).orElse("the base") + " (" + id.name() + ")";
    try (ObjectReader reader = repository.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      walk.parseTree(walk.parseCommit(id).getTree());
      for (ObjectId parent : Parents.of(id, reader)) {
        if (!reader.has(parent)) {
          if (pick.isPresent()) {
            throw lacks(series, "the parent of " + what);
          }
          shallow.add(id);
        } else if (!hasAll(Parents.of(parent, reader), reader)) {
          shallow.add(parent);
        }
      }
      if (pick.isPresent() && !UpstreamRefs.missingBlobs(repository, id).isEmpty()) {
        throw lacks(series, "files of " + what);
      }
    } catch (MissingObjectException e) {
      throw lacks(series, what + ": " + e.getObjectId().name() + " is not in it");
    }
  }

  private static boolean hasAll(List<ObjectId> ids, ObjectReader reader) throws IOException {
    for (ObjectId id : ids) {
      if (!reader.has(id)) {
        return false;
      }
    }
    return true;
  }

  private Failure lacks(Series series, String what) {
    return Failure.of(ExitCode.MISSING, file.toString())
        .says("the bundle does not have " + what)
        .fix(
            "write it anew where the upstream can be reached: "
                + series.command("bundle FILE.bundle"))
        .build();
  }

  private Failure damaged(String expected, String found, Throwable cause) {
    return Failure.of(ExitCode.DAMAGED, file.toString())
        .says("the bundle is damaged")
        .expected(expected)
        .found(found)
        .fix("copy the bundle here again and compare its checksum")
        .cause(cause)
        .build();
  }
}
