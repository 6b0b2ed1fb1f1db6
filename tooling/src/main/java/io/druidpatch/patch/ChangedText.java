package io.druidpatch.patch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;

/**
 * What a commit changes, wherever in its files that is: the same text for the same change on
 * another parent. Unlike git's patch id it tells apart changes that differ in white space alone.
 */
public final class ChangedText {
  private ChangedText() {}

  /** The text of what two trees differ in. */
  public static String of(ObjectId before, ObjectId after, ObjectReader reader) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder text = new StringBuilder();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.setReader(reader, new Config());
      formatter.setAbbreviationLength(Constants.OBJECT_ID_STRING_LENGTH);
      for (DiffEntry entry : formatter.scan(before, after)) {
        FileHeader header = formatter.toFileHeader(entry);
        out.reset();
        formatter.format(entry);
        formatter.flush();
        String whole = out.toString(StandardCharsets.ISO_8859_1);
        // Of a binary file the ids are all that there is to tell by.
        text.append(
            header.getPatchType() == FileHeader.PatchType.UNIFIED ? withoutPlace(whole) : whole);
      }
    }
    return text.toString();
  }

  private static String withoutPlace(String diff) {
    return diff.lines()
        .filter(line -> !line.startsWith("index "))
        .map(line -> line.startsWith("@@ ") ? "@@" : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
