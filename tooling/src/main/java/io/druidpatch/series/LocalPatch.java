package io.druidpatch.series;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A change of our own, kept as a file in {@code git format-patch} form.
 *
 * @param file the patch file
 * @param adapts the id of the pick that this patch fits to the base, if that is its purpose
 */
public record LocalPatch(String id, Path file, Optional<String> adapts, int line) implements Entry {
  @Override
  public String kind() {
    return "local";
  }
}
