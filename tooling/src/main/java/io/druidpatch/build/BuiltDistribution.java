package io.druidpatch.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** Distributions that {@code build} made, and what they say of themselves. */
public final class BuiltDistribution {
  private BuiltDistribution() {}

  /**
   * What a distribution has to be to stand for one that would be built now.
   *
   * @param tip the commit it was built from
   * @param jdk what compiled it
   * @param options the options that decide what is in it
   */
  record Wanted(String kind, String tip, Provenance.Jdk jdk, Map<String, String> options) {}

  /**
   * Why a tarball cannot stand for what would be built; empty if it can.
   *
   * @param tarball the file, with its {@code .sha512} beside it
   */
  static Optional<String> unfit(Path tarball, Wanted wanted) throws IOException {
    if (!Files.isRegularFile(tarball)) {
      return Optional.of("it is not there");
    }
    Path sum = tarball.resolveSibling(tarball.getFileName() + ".sha512");
    if (!Files.isRegularFile(sum)) {
      return Optional.of("its .sha512 is not there");
    }
    if (!Files.readString(sum).strip().split("\\s", 2)[0].equals(Digests.of(tarball, "SHA-512"))) {
      return Optional.of("its .sha512 is another");
    }
    Provenance made = provenance(tarball);
    Wanted is = new Wanted(made.kind(), made.tip(), made.jdk(), made.options());
    return is.equals(wanted) ? Optional.empty() : Optional.of("it was built as " + is);
  }

  /**
   * What a distribution says of itself.
   *
   * @throws Failure with {@link ExitCode#DAMAGED} if it is none of this tool's
   */
  public static Provenance provenance(Path tarball) throws IOException {
    AtomicReference<String> text = new AtomicReference<>();
    Tarball.read(
        tarball,
        (path, executable, bytes) -> {
          if (path.equals(Provenance.FILE)) {
            text.set(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
          }
        });
    if (text.get() == null) {
      throw notOurs(tarball);
    }
    return read(tarball, text.get());
  }

  /**
   * What a distribution's {@link Provenance#FILE} says.
   *
   * @throws Failure with {@link ExitCode#DAMAGED} if that is not what this tool writes
   */
  static Provenance read(Path tarball, String text) {
    Provenance made;
    try {
      made = Provenance.read(text);
    } catch (JsonProcessingException e) {
      throw notOurs(tarball);
    }
    boolean whole =
        made != null
            && Stream.of(made.kind(), made.base(), made.tip(), made.time(), made.patched())
                .noneMatch(Objects::isNull);
    if (!whole || !ObjectId.isId(made.tip())) {
      throw notOurs(tarball);
    }
    try {
      Instant unused = made.instant();
    } catch (DateTimeException e) {
      throw notOurs(tarball);
    }
    return made;
  }

  /** The failure of a tarball without a {@link Provenance#FILE} of this tool. */
  static Failure notOurs(Path tarball) {
    return Failure.of(ExitCode.DAMAGED, tarball.toString())
        .says("this is no distribution that this tool made")
        .expected("a file " + Provenance.FILE + " in it")
        .fix(Invocation.command("build"))
        .build();
  }
}
