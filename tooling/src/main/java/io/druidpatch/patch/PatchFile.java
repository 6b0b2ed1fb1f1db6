package io.druidpatch.patch;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.TreePath;
import io.druidpatch.storage.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.FormatError;
import org.eclipse.jgit.patch.Patch;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * A local patch: a file in {@code git format-patch} form whose message carries the fields of <a
 * href="https://dep-team.pages.debian.net/deps/dep3/">DEP-3</a> as trailers. DEP-3's Description
 * and Author are the mail's Subject and From; Forwarded and Last-Update are required, Origin and
 * Applied-Upstream may be there.
 *
 * @param file where it was read from
 * @param author who wrote it, and when
 * @param message the commit message: subject, body and the DEP-3 trailers
 * @param changes the changes of files, in the patch's order
 */
public record PatchFile(Path file, PersonIdent author, String message, List<FileHeader> changes) {
  private static final Pattern FROM = Pattern.compile("(.*?)\\s*<([^<>]*)>");
  private static final List<FileMode> MODES =
      List.of(FileMode.REGULAR_FILE, FileMode.EXECUTABLE_FILE, FileMode.SYMLINK);
  private static final Pattern PREFIX = Pattern.compile("^(\\[PATCH[^]]*]\\s*)+");

  /** Reads a patch; what is malformed is a {@link Failure} that names the line. */
  public static PatchFile read(Path file) throws IOException {
    return new Parser(file, LineEnds.own(file, InputFile.bytes(file, ExitCode.SERIES))).parse();
  }

  /** The line, counted from 1, at an offset of the patch's bytes. */
  public static int lineAt(byte[] bytes, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  /** The paths that the patch changes, adds or removes. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (FileHeader change : changes) {
      for (String path : List.of(change.getOldPath(), change.getNewPath())) {
        if (!path.equals("/dev/null") && !paths.contains(path)) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  /** The part of the patch that changes some of these files. */
  public PatchFile only(Set<String> some) {
    List<FileHeader> part =
        changes.stream()
            .filter(
                change -> some.contains(change.getOldPath()) || some.contains(change.getNewPath()))
            .toList();
    return new PatchFile(file, author, message, part);
  }

  private static final class Parser {
    private final Path file;
    private final byte[] bytes;
    private final List<String> lines;
    private int next;

    Parser(Path file, byte[] bytes) {
      this.file = file;
      this.bytes = bytes;
      this.lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    PatchFile parse() {
      if (lines.isEmpty() || !lines.get(0).matches("From [0-9a-f]{40} .*")) {
        throw wrong(1, "`From <commit id> <date>`, as git format-patch writes it", lineOr(0));
      }
      next = 1;
      PersonIdent person = null;
      ZonedDateTime date = null;
      String subject = null;
      while (next < lines.size() && !lines.get(next).isEmpty()) {
        int at = next + 1;
        String field = unfolded();
        String value = field.substring(field.indexOf(':') + 1).strip();
        if (field.startsWith("From:")) {
          Matcher from = FROM.matcher(decoded(value));
          if (!from.matches()) {
            throw wrong(at, "From: NAME <ADDRESS>", field);
          }
          person = new PersonIdent(from.group(1).replaceAll("^\"|\"$", ""), from.group(2));
        } else if (field.startsWith("Date:")) {
          try {
            date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
          } catch (DateTimeException e) {
            throw wrong(at, "a date like `Tue, 24 Nov 2026 09:00:00 +0000`", value);
          }
        } else if (field.startsWith("Subject:")) {
          subject = PREFIX.matcher(decoded(value)).replaceFirst("");
        }
      }
      int head = next;
      require(person != null, head, "a From: line, DEP-3's Author");
      require(date != null, head, "a Date: line");
      require(subject != null && !subject.isBlank(), head, "a Subject: line, DEP-3's Description");

      next++;
      StringBuilder body = new StringBuilder();
      int last = next;
      while (next < lines.size() && !lines.get(next).equals("---")) {
        body.append(lines.get(next)).append('\n');
        if (!lines.get(next).isBlank()) {
          last = next;
        }
        next++;
      }
      require(next < lines.size(), lines.size(), "a line `---` after the message");
      String message = (subject + "\n\n" + body.toString().strip()).strip() + "\n";
      dep3(message, last + 1);
      return new PatchFile(
          file,
          new PersonIdent(
              person.getName(), person.getEmailAddress(), date.toInstant(), date.getOffset()),
          message,
          changes());
    }

    private void dep3(String message, int line) {
      for (String name : List.of("Forwarded", "Last-Update")) {
        String value = io.druidpatch.git.CommitMessage.trailer(message, name);
        if (value == null) {
          throw wrong(
              line, "the DEP-3 field `" + name + ":` in the message's last paragraph", "none");
        }
        if (name.equals("Last-Update")) {
          try {
            LocalDate.parse(value);
          } catch (DateTimeException e) {
            throw wrong(line, "Last-Update: YYYY-MM-DD", value);
          }
        }
      }
    }

    private List<FileHeader> changes() {
      int offset = 0;
      for (int line = 0; line < next; line++) {
        offset = RawParseUtils.nextLF(bytes, offset);
      }
      Patch patch = new Patch();
      patch.parse(bytes, offset, bytes.length);
      for (FormatError error : patch.getErrors()) {
        throw wrong(
            lineAt(bytes, error.getOffset()), "a well-formed diff", error.getMessage().strip());
      }
      if (patch.getFiles().isEmpty()) {
        throw wrong(lines.size(), "at least one `diff --git`", "none");
      }
      List<FileHeader> files = new ArrayList<>();
      for (FileHeader change : patch.getFiles()) {
        int line = lineAt(bytes, change.getStartOffset());
        if (change.getPatchType() != FileHeader.PatchType.UNIFIED) {
          throw wrong(line, "a text diff", "a binary one of " + change.getNewPath());
        }
        for (String path : new String[] {change.getOldPath(), change.getNewPath()}) {
          require(path, line);
        }
        require(change.getNewMode(), change.getNewPath(), line);
        files.add(change);
      }
      return List.copyOf(files);
    }

    private void require(String path, int line) {
      if (path == null) {
        throw wrong(line, "a change that names its file", "one without a name");
      }
      if (!path.equals(DiffEntry.DEV_NULL)) {
        Optional<String> why = TreePath.refusal(path);
        if (why.isPresent()) {
          throw wrong(
              line,
              "a path in the tree that every system can check out",
              "`" + path + "`: " + why.get());
        }
      }
    }

    private void require(FileMode mode, String path, int line) {
      if (mode != null && !mode.equals(FileMode.MISSING) && !MODES.contains(mode)) {
        throw wrong(line, "a mode 100644, 100755 or 120000", mode + " for " + path);
      }
    }

    private String unfolded() {
      StringBuilder field = new StringBuilder(lines.get(next++));
      while (next < lines.size() && lines.get(next).matches("[ \\t].*")) {
        field.append(' ').append(lines.get(next++).strip());
      }
      return field.toString();
    }

    private static String decoded(String value) {
      return DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT);
    }

    private void require(boolean there, int line, String what) {
      if (!there) {
        throw wrong(Math.max(1, line), what, "none");
      }
    }

    private String lineOr(int index) {
      return index < lines.size() ? lines.get(index) : "nothing";
    }

    private Failure wrong(int line, String expected, String found) {
      return Failure.of(ExitCode.SERIES, file + ":" + line)
          .says("the patch is malformed")
          .expected(expected)
          .found(found)
          .build();
    }
  }
}
