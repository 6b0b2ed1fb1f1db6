package io.druidpatch.patch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;

/** Writes a commit as {@code git format-patch} does, so that {@code git am} takes it. */
public final class PatchWriter {
  private PatchWriter() {}

  /**
   * Writes one mail.
   *
   * @param number {@code "[PATCH 2/7] "} or {@code "[PATCH] "}, before the subject
   * @param from the commit id in the first line; all zeros where the id means nothing to a reader
   */
  public static byte[] write(
      String number,
      ObjectId from,
      PersonIdent author,
      String message,
      ObjectId before,
      ObjectId after,
      ObjectReader reader)
      throws IOException {
    int end = message.indexOf("\n\n");
    String subject = (end < 0 ? message : message.substring(0, end)).strip().replace('\n', ' ');
    String body = end < 0 ? "" : message.substring(end).strip();
    ByteArrayOutputStream diff = new ByteArrayOutputStream();
    String stat = diff(before, after, reader, diff);

    StringBuilder mail = new StringBuilder();
    mail.append("From ").append(from.name()).append(" Mon Sep 17 00:00:00 2001\n");
    mail.append("From: ").append(name(author.getName()));
    mail.append(" <").append(author.getEmailAddress()).append(">\n");
    ZonedDateTime date = ZonedDateTime.ofInstant(author.getWhenAsInstant(), author.getZoneId());
    mail.append("Date: ").append(rfc2822(date)).append('\n');
    mail.append("Subject: ").append(number).append(encoded(subject)).append('\n');
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(body)) {
      mail.append("MIME-Version: 1.0\n");
      mail.append("Content-Type: text/plain; charset=UTF-8\n");
      mail.append("Content-Transfer-Encoding: 8bit\n");
    }
    mail.append('\n');
    if (!body.isEmpty()) {
      mail.append(body).append('\n');
    }
    mail.append("---\n").append(stat).append('\n');

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(mail.toString().getBytes(StandardCharsets.UTF_8));
    diff.writeTo(out);
    out.writeBytes("-- \ndruidpatch\n\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** A file name for a patch from its subject, as git makes it. */
  public static String slug(String subject) {
    String slug =
        subject.replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("\\.+", ".").replaceAll("^-|-$", "");
    return slug.length() > 52 ? slug.substring(0, 52).replaceAll("-$", "") : slug;
  }

  /** Writes the diff, and returns its summary by file. */
  private static String diff(
      ObjectId before, ObjectId after, ObjectReader reader, ByteArrayOutputStream out)
      throws IOException {
    StringBuilder stat = new StringBuilder();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.setReader(reader, new Config());
      // Whole ids: how short one may be depends on what else a repository holds.
      formatter.setAbbreviationLength(Constants.OBJECT_ID_STRING_LENGTH);
      List<DiffEntry> entries = formatter.scan(before, after);
      for (DiffEntry entry : entries) {
        int added = 0;
        int removed = 0;
        for (Edit edit : formatter.toFileHeader(entry).toEditList()) {
          added += edit.getLengthB();
          removed += edit.getLengthA();
        }
        String path =
            entry.getChangeType() == DiffEntry.ChangeType.DELETE
                ? entry.getOldPath()
                : entry.getNewPath();
        stat.append(' ').append(path).append(" | +" + added + " -" + removed + "\n");
      }
      formatter.format(entries);
      formatter.flush();
    }
    return stat.toString();
  }

  private static String rfc2822(ZonedDateTime date) {
    return DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT).format(date);
  }

  private static String encoded(String text) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(text)
        ? text
        : EncoderUtil.encodeEncodedWord(
            text, EncoderUtil.Usage.TEXT_TOKEN, 0, StandardCharsets.UTF_8, EncoderUtil.Encoding.Q);
  }

  private static String name(String name) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
      return EncoderUtil.encodeEncodedWord(
          name, EncoderUtil.Usage.WORD_ENTITY, 0, StandardCharsets.UTF_8, EncoderUtil.Encoding.Q);
    }
    return name.matches("[\\w !#$%&'*+/=?^`{|}~-]*")
        ? name
        : "\"" + name.replaceAll("([\"\\\\])", "\\\\$1") + "\"";
  }
}
