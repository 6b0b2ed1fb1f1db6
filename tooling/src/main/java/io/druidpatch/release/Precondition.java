package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.util.Optional;

/** Something that has to be so before a release is made. Looking changes nothing. */
@FunctionalInterface
public interface Precondition {
  /**
   * Why the release is refused, with {@link ExitCode#REFUSED}, or {@link ExitCode#PARTIAL} where
   * the applied series is a part; empty if it is not.
   */
  Optional<Failure> refusal() throws IOException;

  /** A check that another command makes, too. */
  @FunctionalInterface
  interface Check {
    /** Fails if something is not as it has to be. */
    void run() throws IOException;
  }

  /** What is refused for whatever a check fails with. */
  static Precondition passes(Check check) {
    return () -> {
      try {
        check.run();
        return Optional.empty();
      } catch (Failure e) {
        return Optional.of(Failure.of(ExitCode.REFUSED, e.getMessage()).cause(e).build());
      }
    };
  }
}
