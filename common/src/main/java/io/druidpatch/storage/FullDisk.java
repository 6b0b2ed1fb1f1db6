package io.druidpatch.storage;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A file system that takes no more, told from other failures wherever they come from. */
public final class FullDisk {
  /** What the C library says to ENOSPC, EDQUOT and EFBIG. */
  private static final List<String> SAID =
      List.of("no space left on device", "disk quota exceeded", "file too large");

  /** With less than this, even a small file system writes nothing more, whatever it says. */
  private static final long NOTHING_BYTES = 4096;

  private FullDisk() {}

  /** Whether the system's own words in an exception, or in what caused it, are of a full disk. */
  public static boolean says(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (says(String.valueOf(e.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a program's output has the system's words of a full disk. */
  public static boolean says(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    return SAID.stream().anyMatch(small::contains);
  }

  /** Whether a place has no space left. The words above are in the language of the system. */
  public static boolean isAt(Path place) {
    return free(place) < NOTHING_BYTES;
  }

  private static long free(Path place) {
    try {
      return Files.getFileStore(existing(place)).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * The failure to report when a file system is full.
   *
   * @param places where the command writes; those that are full are named, or all of them if none
   *     is any more
   * @param found what the system said
   */
  public static Failure failure(Collection<Path> places, String found, Throwable cause) {
    List<Path> full = places.stream().filter(FullDisk::isAt).toList();
    // What was half written is gone by now, and with it the proof: then the one with least space
    // goes first.
    List<Path> suspects =
        (full.isEmpty() ? places : full)
            .stream().sorted(Comparator.comparingLong(FullDisk::free)).toList();
    Map<String, String> stores = new LinkedHashMap<>();
    for (Path place : suspects) {
      stores.putIfAbsent(store(place), place.toAbsolutePath().normalize().toString());
    }
    String where = String.join(" or ", stores.values());
    return Failure.of(ExitCode.STORAGE, where)
        .says("there is no space left")
        .found(found + "; free there now: " + String.join("; ", stores.keySet()))
        .fix(
            "free space on the file system of "
                + where
                + ", and run the command again; what was whole is kept, and nothing was published")
        .cause(cause)
        .build();
  }

  private static String store(Path place) {
    try {
      FileStore store = Files.getFileStore(existing(place));
      return store.getUsableSpace() + " bytes of " + store;
    } catch (IOException e) {
      return "unknown at " + place;
    }
  }

  /** The place, or the nearest folder above that is there. */
  private static Path existing(Path place) {
    Path whole = place.toAbsolutePath().normalize();
    while (!Files.exists(whole) && whole.getParent() != null) {
      whole = whole.getParent();
    }
    return whole;
  }
}
