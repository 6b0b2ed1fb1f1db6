package io.druidpatch.edit;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Series;
import java.util.Optional;

/** The id that the user gives to an entry. */
final class NewId {
  private NewId() {}

  /**
   * Checks it.
   *
   * @throws Failure with {@link ExitCode#USAGE} if it is not made as ids are, or another entry has
   *     it
   */
  static void require(Series series, String id) {
    if (!Entry.ID.matcher(id).matches()) {
      throw Failure.of(ExitCode.USAGE, "--id " + id)
          .says("this is no entry's id")
          .expected("small letters, digits, dots and dashes")
          .build();
    }
    Optional<Entry> other = series.listed(id);
    if (other.isPresent()) {
      throw Failure.of(ExitCode.USAGE, series.file() + ":" + other.get().line())
          .says("the series has an entry with this id already")
          .found(id)
          .fix("give another --id; the ids in use: " + series.command("status"))
          .build();
    }
  }
}
