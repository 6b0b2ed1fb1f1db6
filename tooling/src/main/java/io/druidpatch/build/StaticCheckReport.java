package io.druidpatch.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Druid's static checks said of the patched tree.
 *
 * @param modules the folders of the modules that were checked
 * @param results one for each check of the tip, and with {@code --each} one for each entry
 */
public record StaticCheckReport(
    String tip, String base, List<String> modules, List<CheckResult> results) {
  /** What a result calls the whole series' tree. */
  public static final String TIP = "tip";

  /** What a check is, patched against base. */
  public enum Verdict {
    PASSES,
    /** It finds on the patched tree what it does not find on the base. */
    NEWLY_FAILING,
    /** It fails, and finds nothing that it does not find on the base. */
    FAILS_ON_BASE,
    /** It was left out, for the reason that the result has. */
    NOT_RUN;

    /** Its name, for people and scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * The result of a check on a tree.
   *
   * @param check the check's name, or several, if an entry's tree was checked for all at once
   * @param tree {@value #TIP}, or the id of the entry whose tree it is
   * @param findings what it found, and does not find on the base; or why it did not run
   */
  public record CheckResult(String check, String tree, Verdict verdict, List<String> findings) {}

  /** Whether a check finds what it does not find on the base. */
  public boolean newlyFailing() {
    return results.stream().anyMatch(one -> one.verdict() == Verdict.NEWLY_FAILING);
  }

  /** All of it, for JSON. */
  public Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("tip", tip);
    all.put("base", base);
    all.put("modules", modules);
    List<Map<String, Object>> checks = new ArrayList<>();
    for (CheckResult result : results) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("check", result.check());
      one.put("tree", result.tree());
      one.put("verdict", result.verdict().word());
      one.put("findings", result.findings());
      checks.add(one);
    }
    all.put("checks", checks);
    return all;
  }
}
