package io.druidpatch.upstream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffAlgorithm.SupportedAlgorithm;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** The versions of files as lines, and the differences between them. */
final class FileTexts {
  private final ObjectReader reader;
  private final Map<ObjectId, RawText> texts = new HashMap<>();

  FileTexts(ObjectReader reader) {
    this.reader = reader;
  }

  /** A file's lines; none for a file that is not there, or a binary one. */
  RawText text(ObjectId blob) throws IOException {
    RawText known = texts.get(blob);
    if (known == null) {
      byte[] bytes =
          blob.equals(ObjectId.zeroId())
              ? new byte[0]
              : reader.open(blob, Constants.OBJ_BLOB).getBytes();
      known = RawText.isBinary(bytes) ? RawText.EMPTY_TEXT : new RawText(bytes);
      texts.put(blob, known);
    }
    return known;
  }

  /** The edits that make one version the other. */
  EditList edits(ObjectId old, ObjectId fresh) throws IOException {
    return old.equals(fresh)
        ? new EditList()
        : DiffAlgorithm.getAlgorithm(SupportedAlgorithm.HISTOGRAM)
            .diff(RawTextComparator.DEFAULT, text(old), text(fresh));
  }
}
