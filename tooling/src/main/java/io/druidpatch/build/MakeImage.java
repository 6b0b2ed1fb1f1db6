package io.druidpatch.build;

import io.druidpatch.apply.PartialResult;
import io.druidpatch.apply.Workspace;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.image.DruidImage;
import io.druidpatch.image.ImageName;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.InputFile;
import io.druidpatch.storage.Links;
import io.druidpatch.storage.OwnFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Makes an image of a distribution that {@code build} made. */
public final class MakeImage {
  /** Druid's own start scripts for containers, and where its image has them. */
  private static final String SCRIPTS = "distribution/docker/";

  /** Of POSIX tar and of GNU's alike. */
  private static final String TAR_MAGIC = "ustar";

  private static final int TAR_MAGIC_AT = 257;

  private final Workspace workspace;

  /**
   * The image, and the number of files in it.
   *
   * @param files how many files the layer has
   */
  public record Result(DruidImage.Made image, ImageName to, String name, int files) {}

  public MakeImage(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Checks the distribution and makes the image.
   *
   * @throws Failure with {@link ExitCode#PARTIAL} if the distribution is not of the whole base, or
   *     if the repository is not, where the start scripts are taken from; {@link ExitCode#STALE} if
   *     the repository does not have the distribution's commit otherwise; {@link ExitCode#FOREIGN}
   *     if it would replace a file that is no image, or its own base
   */
  public Result run(ImageRequest request) throws IOException {
    if (request.to().isTar()) {
      refuseToOverwrite(request);
    }
    Path scratch = OwnFolder.make(workspace.repository().resolveSibling("image"));
    Path unpacked = scratch.resolve("unpacked-" + ProcessHandle.current().pid());
    try {
      return run(request, scratch, unpacked);
    } finally {
      AtomicFile.delete(unpacked);
    }
  }

  /** The file of an image is replaced only by another image, and never the base by its own. */
  private static void refuseToOverwrite(ImageRequest request) throws IOException {
    Path file = Links.followed(request.to().file());
    if (OwnFolder.isFree(file)) {
      return;
    }
    boolean base =
        request.base().isTar()
            && Files.exists(request.base().file())
            && Files.isSameFile(request.base().file(), file);
    if (base || !isTar(file)) {
      throw Failure.of(ExitCode.FOREIGN, request.to().text())
          .says(
              base
                  ? "this is the base image, and would be replaced; it is as it was"
                  : "there is something else than an image already; it is as it was")
          .found(OwnFolder.contents(file))
          .fix("name another file, or remove this one")
          .build();
    }
  }

  private static boolean isTar(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(TAR_MAGIC_AT + TAR_MAGIC.length());
    }
    return new String(start, StandardCharsets.ISO_8859_1).startsWith(TAR_MAGIC, TAR_MAGIC_AT);
  }

  private Result run(ImageRequest request, Path scratch, Path unpacked) throws IOException {
    NavigableMap<String, DruidImage.Content> files = new TreeMap<>();
    Tarball.read(
        request.distribution(),
        (path, executable, bytes) -> {
          Path file = Tarball.keep(path, bytes, unpacked);
          files.put(path, new DruidImage.Content(file, executable));
        });
    if (!files.containsKey(Provenance.FILE)) {
      throw BuiltDistribution.notOurs(request.distribution());
    }
    Provenance provenance =
        BuiltDistribution.read(
            request.distribution(),
            InputFile.text(files.get(Provenance.FILE).from(), ExitCode.DAMAGED));
    requireWholeBase(provenance, request.distribution());
    boolean whole = !request.changedOnly().orElse(request.base().isDruid());
    NavigableMap<String, DruidImage.Content> placed = new TreeMap<>();
    files.forEach(
        (path, content) -> {
          if (whole || path.equals(Provenance.FILE) || provenance.patched().containsKey(path)) {
            placed.put(DruidImage.HOME + "/" + path, content);
          }
        });
    if (whole) {
      for (String script : new String[] {"druid.sh", "peon.sh"}) {
        Path file = unpacked.resolve(".scripts").resolve(script);
        Files.createDirectories(file.getParent());
        Files.write(file, script(provenance, SCRIPTS + script));
        placed.put("/" + script, new DruidImage.Content(file, true));
      }
    }
    ImageName name =
        request
            .name()
            .orElse(
                request.to().isTar()
                    ? new ImageName(
                        "druid-patched:"
                            + provenance.base().tag()
                            + "-"
                            + provenance.tip().substring(0, 12))
                    : request.to());
    DruidImage image = new DruidImage(request.base(), provenance, scratch);
    if (!request.to().isTar()) {
      return new Result(
          image.make(whole, placed, request.to(), name, Optional.empty()),
          request.to(),
          name.name(),
          placed.size());
    }
    try (AtomicFile aside = AtomicFile.of(request.to().file())) {
      DruidImage.Made made =
          image.make(whole, placed, request.to(), name, Optional.of(aside.path()));
      aside.putInPlace();
      return new Result(made, request.to(), name.name(), placed.size());
    }
  }

  /** A distribution of the series stands on the pinned commit; a part of the base is another. */
  private void requireWholeBase(Provenance provenance, Path distribution) {
    Series series = workspace.series();
    Optional<Series.Base> base = series.carried(provenance.base().tag());
    if (base.isPresent() && !base.get().commit().name().equals(provenance.base().commit())) {
      throw PartialResult.refusal(series.on(base.get()), distribution.toString());
    }
  }

  private boolean isPartial(Provenance provenance, PatchRepository repository) throws IOException {
    Series series = workspace.series();
    Optional<Series.Base> base = series.carried(provenance.base().tag());
    return base.isPresent() && PartialResult.isAllThereIs(series.on(base.get()), repository);
  }

  private String apply(Provenance provenance) {
    Series series = workspace.series();
    return series.carried(provenance.base().tag()).map(series::on).orElse(series).command("apply");
  }

  /** A file of the commit that the distribution was built from. */
  private byte[] script(Provenance provenance, String path) throws IOException {
    try (PatchRepository repository = workspace.open();
        ObjectReader reader = repository.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      ObjectId tip = ObjectId.fromString(provenance.tip());
      if (!reader.has(tip) && isPartial(provenance, repository)) {
        Series series = workspace.series().on(provenance.base().tag());
        throw PartialResult.refusal(series, series.partialBranch());
      }
      if (!reader.has(tip)) {
        throw Failure.of(ExitCode.STALE, provenance.tip())
            .says("the distribution was built from a commit that the repository does not have")
            .fix(apply(provenance) + ", and build it again")
            .build();
      }
      try (TreeWalk file = TreeWalk.forPath(reader, path, walk.parseCommit(tip).getTree())) {
        if (file == null) {
          throw Failure.of(ExitCode.BUILD, path).says("the tree has no such file").build();
        }
        return reader.open(file.getObjectId(0)).getBytes();
      }
    }
  }
}
