package io.druidpatch.series;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.TreePath;
import io.druidpatch.storage.InputFile;
import io.druidpatch.yaml.YamlFields;
import io.druidpatch.yaml.YamlFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads series.yaml strictly. An unknown key, a key or an id that is there twice, a missing value,
 * a file that does not exist or an abbreviated commit id is a {@link Failure} with {@link
 * ExitCode#SERIES} that names the line.
 */
public final class SeriesReader {
  private static final Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ARTIFACT = Pattern.compile("[\\w.-]+:[\\w.-]+:[\\w.-]+");

  private final Path file;
  private final YamlFile yaml;
  private final Map<String, Integer> seen = new HashMap<>();
  private final List<Series.Base> bases = new ArrayList<>();

  private SeriesReader(Path file, String problem) {
    this.file = file;
    this.yaml = new YamlFile(file, ExitCode.SERIES, problem);
  }

  /** The series as a change of the file would make it, which is not in place yet. */
  public static Series changed(Path file, String text) {
    return new SeriesReader(file, "this change would make the series malformed, and was not made")
        .parse(text);
  }

  /** Reads and checks the series; it is on the first of its bases. */
  public static Series read(Path file) {
    String text;
    try {
      text = InputFile.text(file, ExitCode.SERIES);
    } catch (NoSuchFileException e) {
      throw Failure.of(ExitCode.SERIES, file.toString())
          .says("there is no such file")
          .fix("run the command from the repository's root, or name the file with --series")
          .cause(e)
          .build();
    } catch (IOException e) {
      throw Failure.of(ExitCode.SERIES, file.toString())
          .says("cannot be read")
          .found(e.getMessage())
          .fix("name the file with --series")
          .cause(e)
          .build();
    }
    return new SeriesReader(file, "the series is malformed").parse(text);
  }

  private Series parse(String text) {
    YamlFields top =
        yaml.fields(yaml.root(text), "the series")
            .only("upstream", "bases", "committer", "entries", "topics", "reports", "considered");
    List<String> upstreams = upstreams(top);
    top.filledList("bases").forEach(item -> bases.add(base(item)));
    YamlFields committer = yaml.fields(top.node("committer"), "committer").only("name", "email");
    Series.Committer who = new Series.Committer(committer.text("name"), committer.text("email"));
    List<Entry> entries = new ArrayList<>();
    for (Node item : top.filledList("entries")) {
      entries.add(entry(item, entries));
    }
    InterestReader interests = new InterestReader(yaml);
    List<Pattern> topics = interests.subjects(top.optionalList("topics"));
    List<Reported> reports = interests.reports(top.optionalList("reports"));
    List<Considered> considered = new ArrayList<>();
    for (Node item : top.optionalList("considered")) {
      considered.add(considered(item));
    }
    Series.Base first = bases.get(0);
    return new Series(
            file,
            upstreams,
            List.copyOf(bases),
            first,
            who,
            List.copyOf(entries),
            List.of(),
            topics,
            reports,
            List.copyOf(considered))
        .on(first);
  }

  /** One URL, or a list of them. */
  private List<String> upstreams(YamlFields top) {
    if (!(top.node("upstream") instanceof SequenceNode)) {
      return List.of(top.text("upstream"));
    }
    List<String> urls = new ArrayList<>();
    for (Node item : top.filledList("upstream")) {
      String url = yaml.text(item, "upstream");
      once("the upstream " + url, YamlFile.lineOf(item));
      urls.add(url);
    }
    return List.copyOf(urls);
  }

  private Series.Base base(Node node) {
    YamlFields fields = yaml.fields(node, "a base").only("tag", "commit", "central");
    String tag = fields.text("tag");
    if (!Repository.isValidRefName("refs/tags/" + tag)) {
      throw wrong(fields.line("tag"), "a tag's name", tag);
    }
    once("the base " + tag, fields.line("tag"));
    ObjectId commit = commit(fields, "commit");
    List<Series.SourceJar> central = fields.list("central").stream().map(this::sourceJar).toList();
    return new Series.Base(tag, commit, central);
  }

  private Series.SourceJar sourceJar(Node node) {
    YamlFields fields = yaml.fields(node, "a source jar").only("module", "artifact");
    String module = fields.text("module");
    Optional<String> why = TreePath.refusal(module);
    if (why.isPresent()) {
      throw wrong(fields.line("module"), "a folder of the tree", module + ": " + why.get());
    }
    String artifact = fields.text("artifact");
    if (!ARTIFACT.matcher(artifact).matches()) {
      throw wrong(fields.line("artifact"), "groupId:artifactId:version", artifact);
    }
    return new Series.SourceJar(module, artifact);
  }

  private Considered considered(Node node) {
    YamlFields fields = yaml.fields(node, "a considered commit").only("commit", "reason");
    ObjectId commit = commit(fields, "commit");
    once("the considered commit " + commit.name(), fields.line("commit"));
    Integer pick = seen.get("the pick " + commit.name());
    if (pick != null) {
      throw wrong(
          fields.line("commit"), "a commit that the series leaves out", "the pick of line " + pick);
    }
    return new Considered(commit, fields.text("reason"), fields.start());
  }

  private Entry entry(Node node, List<Entry> before) {
    YamlFields fields = yaml.fields(node, "an entry");
    fields.only(fields.has("pick") ? Pick.KEYS : LocalPatch.KEYS);
    String id = fields.text("id");
    if (!Entry.ID.matcher(id).matches()) {
      throw wrong(fields.line("id"), "an id of small letters, digits, dots and dashes", id);
    }
    once("the id " + id, fields.line("id"));
    Entry entry = fields.has("pick") ? pick(fields, id) : local(fields, id, before);
    if (bases.stream().noneMatch(base -> entry.isOn(base.tag()))) {
      throw wrong(
          fields.line("not-on"), "an entry that is on one of the bases", "one that is on none");
    }
    return entry;
  }

  private Pick pick(YamlFields fields, String id) {
    ObjectId commit = commit(fields, "pick");
    once("the pick " + commit.name(), fields.line("pick"));
    String pullRequest = fields.text("pull-request");
    try {
      new URI(pullRequest);
    } catch (URISyntaxException e) {
      throw wrong(fields.line("pull-request"), "the pull request's URL", pullRequest);
    }
    return new Pick(
        id,
        commit,
        pullRequest,
        fields.text("why"),
        fields.text("fate"),
        fields.has("reverted-by") ? Optional.of(commit(fields, "reverted-by")) : Optional.empty(),
        resolutions(fields, id),
        byBase(fields, "not-on", (reason, line) -> reason),
        cves(fields, id),
        fields.start());
  }

  private LocalPatch local(YamlFields fields, String id, List<Entry> before) {
    if (!fields.has("local")) {
      throw wrong(fields.start(), "an entry with the key `pick` or `local`", "neither");
    }
    Path patch = patch(fields.text("local"), fields.line("local"));
    Optional<String> adapts = fields.optionalText("adapts");
    if (adapts.isPresent()
        && before.stream().noneMatch(e -> e instanceof Pick && e.id().equals(adapts.get()))) {
      throw wrong(fields.line("adapts"), "the id of a pick above this entry", adapts.get());
    }
    return new LocalPatch(
        id,
        patch,
        adapts,
        byBase(fields, "variants", this::patch),
        resolutions(fields, id),
        byBase(fields, "not-on", (reason, line) -> reason),
        byBase(fields, "only-on", (reason, line) -> reason),
        cves(fields, id),
        fields.start());
  }

  private List<String> cves(YamlFields fields, String id) {
    List<String> cves = new ArrayList<>();
    for (Node item : fields.optionalList("cves")) {
      String cve = yaml.text(item, "cves");
      if (!Entry.CVE.matcher(cve).matches()) {
        throw wrong(YamlFile.lineOf(item), "an id such as CVE-2024-12345", cve);
      }
      once(cve + " in " + id, YamlFile.lineOf(item));
      cves.add(cve);
    }
    return List.copyOf(cves);
  }

  private List<Resolution> resolutions(YamlFields fields, String id) {
    List<Resolution> all = new ArrayList<>();
    for (Node item : fields.optionalList("resolutions")) {
      Resolution one = resolution(item);
      once("a resolution of " + one.path() + " hunk " + one.hunk() + " in " + id, one.line());
      all.add(one);
    }
    return List.copyOf(all);
  }

  private Path patch(String name, int line) {
    Path patch = folder().resolve("local").resolve(name);
    if (name.contains("/") || name.contains("\\")) {
      throw wrong(line, "the name of a file in " + patch.getParent(), name);
    }
    once("the patch " + name, line);
    if (!Files.isRegularFile(patch)) {
      throw wrong(line, "the file " + patch, "no such file");
    }
    return patch;
  }

  /**
   * What a key says for some bases, by their tags.
   *
   * @param read makes it of the text and its line
   */
  private <T> Map<String, T> byBase(
      YamlFields fields, String key, BiFunction<String, Integer, T> read) {
    Map<String, T> values = new LinkedHashMap<>();
    if (!fields.has(key)) {
      return values;
    }
    YamlFields tags = yaml.fields(fields.node(key), "`" + key + "`");
    for (Map.Entry<String, ScalarNode> tag : tags.keys().entrySet()) {
      String base = carried(tag.getKey(), YamlFile.lineOf(tag.getValue()));
      values.put(base, read.apply(tags.text(base), tags.line(base)));
    }
    if (values.isEmpty()) {
      throw wrong(fields.line(key), "the tag of a base under `" + key + "`", "none");
    }
    return values;
  }

  private String carried(String tag, int line) {
    if (bases.stream().noneMatch(base -> base.tag().equals(tag))) {
      throw wrong(
          line,
          "the tag of a base: " + String.join(", ", bases.stream().map(Series.Base::tag).toList()),
          tag);
    }
    return tag;
  }

  private Resolution resolution(Node node) {
    YamlFields fields =
        yaml.fields(node, "a resolution").only("path", "hunk", "bases", "take", "lines", "reason");
    String path = fields.text("path");
    String hunk = fields.text("hunk");
    if (!HASH.matcher(hunk).matches()) {
      throw wrong(fields.line("hunk"), "a SHA-256 of 64 hex digits", hunk);
    }
    List<String> only = new ArrayList<>();
    for (Node item : fields.has("bases") ? fields.filledList("bases") : List.<Node>of()) {
      only.add(carried(yaml.text(item, "bases"), YamlFile.lineOf(item)));
    }
    Optional<String> take = fields.optionalText("take");
    Optional<String> lines =
        fields.has("lines") ? Optional.of(fields.textOrEmpty("lines")) : Optional.empty();
    if (take.isPresent() == lines.isPresent()) {
      throw wrong(
          fields.start(),
          "one of the keys `take` and `lines`",
          take.isPresent() ? "both" : "neither");
    }
    Resolution.Choice choice;
    if (lines.isPresent()) {
      choice = new Resolution.Lines(lines.get());
    } else {
      choice =
          switch (take.get()) {
            case "base" -> Resolution.Take.BASE;
            case "upstream" -> Resolution.Take.UPSTREAM;
            default -> throw wrong(fields.line("take"), "base or upstream", take.get());
          };
    }
    return new Resolution(
        path, hunk, List.copyOf(only), choice, fields.text("reason"), fields.start());
  }

  private ObjectId commit(YamlFields fields, String key) {
    String id = fields.text(key);
    if (!FULL_ID.matcher(id).matches()) {
      throw wrong(fields.line(key), "a full commit id of 40 small hex digits", id);
    }
    return ObjectId.fromString(id);
  }

  private void once(String what, int line) {
    Integer first = seen.putIfAbsent(what, line);
    if (first != null) {
      throw wrong(line, what + " once", "it a second time; it is on line " + first + " already");
    }
  }

  private Failure wrong(int line, String expected, String found) {
    return yaml.wrong(line, expected, found);
  }

  private Path folder() {
    return file.toAbsolutePath().getParent();
  }
}
