package io.druidpatch.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of our own, kept as a file in {@code git format-patch} form.
 *
 * @param file the patch file
 * @param adapts the id of the pick that this patch fits to the base, if that is its purpose
 * @param resolutions the recorded decisions for this patch's conflicts
 * @param variants the files that stand for it on other bases, by the base's tag
 */
public record LocalPatch(
    String id,
    Path file,
    Optional<String> adapts,
    Map<String, Path> variants,
    List<Resolution> resolutions,
    Map<String, String> notOn,
    List<String> cves,
    int line)
    implements Entry {
  /** All files of the patch, those of its variants among them. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(variants.values());
    files.add(0, file);
    return files;
  }

  @Override
  public LocalPatch on(String tag) {
    Path there = variants.getOrDefault(tag, file);
    return new LocalPatch(id, there, adapts, variants, resolutions, notOn, cves, line);
  }

  @Override
  public String kind() {
    return "local";
  }
}
