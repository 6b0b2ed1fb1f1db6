package io.druidpatch.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A change of our own, kept as a file in {@code git format-patch} form.
 *
 * @param file the patch file
 * @param adapts the id of the pick that this patch fits to the base, if that is its purpose
 * @param resolutions the recorded decisions for this patch's conflicts
 * @param variants the files that stand for it on other bases, by the base's tag
 * @param onlyOn why it is on these bases alone, by the base's tag; empty if it is on all
 */
public record LocalPatch(
    String id,
    Path file,
    Optional<String> adapts,
    Map<String, Path> variants,
    List<Resolution> resolutions,
    Map<String, String> notOn,
    Map<String, String> onlyOn,
    List<String> cves,
    int line)
    implements Entry {
  /** Its keys in series.yaml. */
  static final String[] KEYS = {
    "local", "id", "adapts", "variants", "resolutions", "not-on", "only-on", "cves"
  };

  /** All files of the patch, those of its variants among them. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(variants.values());
    files.add(0, file);
    return files;
  }

  @Override
  public boolean isOn(String tag) {
    return Entry.super.isOn(tag) && (onlyOn.isEmpty() || onlyOn.containsKey(tag));
  }

  /** Whether the file that the base has was made for it, and for no other base. */
  public boolean isOwn(String tag) {
    return variants.containsKey(tag) || onlyOn.keySet().equals(Set.of(tag));
  }

  @Override
  public LocalPatch on(String tag) {
    Path there = variants.getOrDefault(tag, file);
    return new LocalPatch(id, there, adapts, variants, resolutions, notOn, onlyOn, cves, line);
  }

  @Override
  public String kind() {
    return "local";
  }
}
