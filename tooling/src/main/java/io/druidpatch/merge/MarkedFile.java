package io.druidpatch.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that conflicts in some lines.
 *
 * @param pieces what stands before, between and behind the conflicts; one more than these
 */
public record MarkedFile(List<byte[]> pieces, List<Conflict> conflicts) {
  /** The file with its conflicts in git's diff3 form. */
  public byte[] render(String ancestorName, String upstreamName) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < conflicts.size(); i++) {
      out.writeBytes(pieces.get(i));
      out.writeBytes(
          conflicts.get(i).render(ancestorName, upstreamName).getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(pieces.get(conflicts.size()));
    return out.toByteArray();
  }

  /**
   * What a person has put in the place of each conflict.
   *
   * @return empty if other lines were changed as well
   */
  public Optional<List<byte[]>> decided(byte[] edited) {
    // Latin-1 keeps every byte as it is.
    String text = new String(edited, StandardCharsets.ISO_8859_1);
    String first = latin(0);
    String last = latin(conflicts.size());
    if (!text.startsWith(first)
        || !text.endsWith(last)
        || text.length() < first.length() + last.length()) {
      return Optional.empty();
    }
    int end = text.length() - last.length();
    List<byte[]> lines = new ArrayList<>();
    int at = first.length();
    for (int i = 1; i < conflicts.size(); i++) {
      int next = text.indexOf(latin(i), at);
      if (next < 0 || next + latin(i).length() > end) {
        return Optional.empty();
      }
      lines.add(text.substring(at, next).getBytes(StandardCharsets.ISO_8859_1));
      at = next + latin(i).length();
    }
    lines.add(text.substring(at, end).getBytes(StandardCharsets.ISO_8859_1));
    return Optional.of(lines);
  }

  private String latin(int piece) {
    return new String(pieces.get(piece), StandardCharsets.ISO_8859_1);
  }
}
