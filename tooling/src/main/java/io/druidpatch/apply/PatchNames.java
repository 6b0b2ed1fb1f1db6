package io.druidpatch.apply;

import io.druidpatch.series.LocalPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Names for new files of local patches. A file that the series does not list may be somebody's
 * draft, so its name is left to it; one with the same content is what a killed run left.
 */
final class PatchNames {
  private final Path folder;
  private int last;

  PatchNames(Path folder, List<LocalPatch> listed) {
    this.folder = folder;
    this.last =
        listed.stream()
            .flatMap(local -> local.files().stream())
            .map(file -> file.getFileName().toString())
            .filter(name -> name.matches("\\d{4}-.*"))
            .mapToInt(name -> Integer.parseInt(name.substring(0, 4)))
            .max()
            .orElse(0);
  }

  /** The file for a new patch, behind all others. */
  Path numbered(String slug, byte[] content) throws IOException {
    while (true) {
      last++;
      Path file = folder.resolve(String.format(Locale.ROOT, "%04d-%s.patch", last, slug));
      if (isFree(file, content)) {
        return file;
      }
    }
  }

  /** The file that stands for another on a base. */
  Path variant(Path file, String tag, byte[] content) throws IOException {
    String stem =
        file.getFileName().toString().replaceFirst("\\.patch$", "") + "." + tag.replace('/', '-');
    Path variant = folder.resolve(stem + ".patch");
    for (int n = 2; !isFree(variant, content); n++) {
      variant = folder.resolve(stem + "-" + n + ".patch");
    }
    return variant;
  }

  private static boolean isFree(Path file, byte[] content) throws IOException {
    return !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        || (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content));
  }
}
