package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.util.Optional;

/** Something that has to be so before a release is made. Looking changes nothing. */
@FunctionalInterface
public interface Precondition {
  /** Why the release is refused, with {@link ExitCode#REFUSED}; empty if it is not. */
  Optional<Failure> refusal() throws IOException;
}
