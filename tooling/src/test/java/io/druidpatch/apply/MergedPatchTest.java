package io.druidpatch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local patches and picks on a base that has other lines around, or other names. */
class MergedPatchTest {
  private static final Pattern RESOLVE =
      Pattern.compile("(?m)^.*?(resolve \\S+ \\S+ [0-9a-f]{64})");

  @TempDir Path folder;

  private static String blob(String text) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)).name();
    }
  }

  /** Line four changed, of a file that is named by its version. */
  private static String four(String path, String before, String after) {
    return """
    diff --git a/%1$s b/%1$s
    index %2$s..%3$s 100644
    --- a/%1$s
    +++ b/%1$s
    @@ -2,5 +2,5 @@
     two
     three
    -four
    +FOUR
     five
     six
    """
        .formatted(path, blob(before), blob(after));
  }

  private static String four() {
    return four("a/text", SeriesFixture.TEXT, SeriesFixture.TEXT.replace("four", "FOUR"));
  }

  private Call call(SeriesFixture project, String words, String... more) {
    return Call.on(project, words, more);
  }

  private String state(SeriesFixture project, String id, String base) throws IOException {
    Call call = call(project, "apply --json --base " + base);
    assertThat(call.code()).as(call.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(call.out());
    for (JsonNode entry : report.get("entries")) {
      if (entry.get("id").asText().equals(id)) {
        return entry.get("state").asText();
      }
    }
    throw new AssertionError(report.toString());
  }

  @Test
  void aHunkWhoseContextChangedIsMerged() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.patch("four.patch", four());
    project.series(project.local("four.patch"));
    // Upstream changed line two, which is context of the hunk.
    project.base("v2", "clean");
    assertThat(state(project, "four", "v1")).isEqualTo("clean");
    assertThat(state(project, "four", "v2")).isEqualTo("merged");
    String made = call(project, "export " + folder.resolve("out") + " --base v2").out();
    assertThat(made).contains("0001");
    assertThat(folder.resolve("out/0001-A-change-of-ours.patch")).content().contains(" TWO\n");
    Call onto = call(project, "onto v2 --json");
    assertThat(onto.code()).isZero();
    assertThat(onto.out()).contains("\"merged\"");
  }

  @Test
  void withoutTheVersionThatItWasMadeOnItDoesNotApply() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.patch("four.patch", four("a/text", "unknown\n", "of nobody\n"));
    project.series(project.local("four.patch"));
    project.base("v2", "clean");
    Call call = call(project, "apply --base v2");
    assertThat(call.code()).isEqualTo(ExitCode.BAD_PATCH.number());
    // A version whose hunk does not fit it is no ancestor either.
    project.patch("four.patch", four("a/text", "alpha\nbeta\n", "of nobody\n"));
    assertThat(call(project, "apply --base v2").code()).isEqualTo(ExitCode.BAD_PATCH.number());
    project.patch("four.patch", SeriesFixture.CHANGE_FOUR.replace(" three", " two"));
    assertThat(call(project, "apply").code()).isEqualTo(ExitCode.BAD_PATCH.number());
  }

  /** The version is one that an entry before it makes on the first base, and that nobody stored. */
  @Test
  void aPatchOnTopOfAnotherIsMergedToo() throws Exception {
    SeriesFixture project = new SeriesFixture(folder);
    String once = SeriesFixture.TEXT.replace("four", "FOUR");
    project.patch("four.patch", four());
    project.patch(
        "top.patch",
        four("a/text", once, once.replace("FOUR", "vier")).replace("-four\n+FOUR", "-FOUR\n+vier"));
    project.series(project.local("four.patch"), project.local("top.patch"));
    project.base("v2", "clean");
    try (Git upstream = Git.open(project.upstream.toFile())) {
      upstream.tagDelete().setTags("v1").call();
    }
    Call alone = call(project, "apply --base v2 --upstream " + project.upstream);
    assertThat(alone.code()).isEqualTo(ExitCode.BAD_PATCH.number());
    assertThat(alone.err())
        .contains("without the first base, v1")
        .contains("its first base brings such versions");
    project.tag("v1", "v1");
    // The base is fetched: what the entries make of it need not be there.
    Call apply = call(project, "apply --base v2 --upstream " + project.upstream);
    assertThat(apply.code()).as(apply.err()).isZero();
    assertThat(state(project, "top", "v2")).isEqualTo("merged");
    Path bundle = folder.resolve("v2.bundle");
    assertThat(call(project, "bundle --base v2 " + bundle).code()).isZero();
    ApplyRequest request = SeriesFixture.upstream(bundle.toString());
    AppliedSeries elsewhere = SeriesFixture.apply(project.workspace("elsewhere").on("v2"), request);
    assertThat(apply.out()).contains(elsewhere.tip().name());
  }

  @Test
  void itsConflictsAreDecidedAsThoseOfPicks() throws IOException {
    SeriesFixture project = new SeriesFixture(folder);
    project.patch("four.patch", four());
    project.series(project.local("four.patch"));
    project.commit("four", "Change four", "a/text", SeriesFixture.TEXT.replace("four", "fore"));
    project.base("v2", "four");
    assertThat(call(project, "apply").code()).isZero();
    Call apply = call(project, "apply --base v2");
    assertThat(apply.code()).isEqualTo(ExitCode.CONFLICT.number());
    assertThat(apply.err())
        .contains("four: the patch four.patch conflicts")
        .contains("fore\n||||||| ancestor (what the patch was made on)\nfour\n=======\nFOUR\n")
        .doesNotContain("explain");
    Matcher resolve = RESOLVE.matcher(apply.err());
    assertThat(resolve.find()).isTrue();
    assertThat(
            call(project, resolve.group(1) + " --take upstream --base v2 --reason", "Ours.").code())
        .isZero();
    assertThat(state(project, "four", "v2")).isEqualTo("resolved");
    // Bound to its hunk: another one is open again.
    Files.writeString(
        project.seriesFile(), Files.readString(project.seriesFile()).replace("hunk: ", "hunk: 0"));
    assertThat(call(project, "apply --base v2").code()).isEqualTo(ExitCode.SERIES.number());
  }

  /** A module that upstream has moved, with what upstream changed in it meanwhile. */
  private SeriesFixture movedModule() throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("contrib/module/pom.xml", "<project/>\n");
    files.put("contrib/module/src/A.java", SeriesFixture.TEXT);
    files.put("contrib/module/src/B.java", "class B {}\n");
    files.put("contrib/module/src/deep/C.java", "class C {}\n");
    files.put("other/module/pom.xml", "<project/>\n");
    SeriesFixture project = new SeriesFixture(folder, files);
    project.patch(
        "module.patch",
        four(
                "contrib/module/src/A.java",
                SeriesFixture.TEXT,
                SeriesFixture.TEXT.replace("four", "FOUR"))
            + """
              diff --git a/contrib/module/src/deep/D.java b/contrib/module/src/deep/D.java
              new file mode 100644
              index 0000000000000000000000000000000000000000..%s
              --- /dev/null
              +++ b/contrib/module/src/deep/D.java
              @@ -0,0 +1,1 @@
              +class D {}
              """
                .formatted(blob("class D {}\n")));
    project.patch(
        "on-top.patch",
        """
        diff --git a/contrib/module/src/deep/D.java b/contrib/module/src/deep/D.java
        index %s..%s 100644
        --- a/contrib/module/src/deep/D.java
        +++ b/contrib/module/src/deep/D.java
        @@ -1,1 +1,2 @@
         class D {}
        +// more
        """
            .formatted(blob("class D {}\n"), blob("class D {}\n// more\n")));
    project.commit("in-module", "Change B", "contrib/module/src/B.java", "class B { int b; }\n");
    for (String path : files.keySet()) {
      if (path.startsWith("contrib/")) {
        project.files().put(path.replace("contrib/", "core/"), project.files().remove(path));
      }
    }
    project.commit("move", "Move the module");
    project.commit("in-moved", "Change C", "core/module/src/deep/C.java", "class C { int c; }\n");
    return project;
  }

  @Test
  void aPatchFollowsAModuleThatMoved() throws IOException {
    SeriesFixture project = movedModule();
    project.series(project.local("module.patch"), project.local("on-top.patch"));
    project.base("v2", "move");
    assertThat(state(project, "module", "v1")).isEqualTo("clean");
    assertThat(state(project, "module", "v2")).isEqualTo("moved");
    assertThat(state(project, "on-top", "v2")).isEqualTo("moved");
    Path out = folder.resolve("out");
    assertThat(call(project, "export " + out + " --base v2").code()).isZero();
    assertThat(Files.readString(out.resolve("0001-A-change-of-ours.patch")))
        .contains("+++ b/core/module/src/A.java\n")
        .contains("+++ b/core/module/src/deep/D.java\n")
        .doesNotContain("contrib");
  }

  @Test
  void aPickFollowsItInBothDirections() throws IOException {
    SeriesFixture project = movedModule();
    project.series(project.pick("in-moved"));
    project.base("v2", "move");
    assertThat(state(project, "in-moved", "v1")).isEqualTo("moved");
    assertThat(project.file("contrib/module/src/deep/C.java")).isEqualTo("class C { int c; }\n");
    assertThat(state(project, "in-moved", "v2")).isEqualTo("clean");
  }

  /** What a pick itself moves takes along what the series changed in it. */
  @Test
  void aPickThatMovesTakesTheSeriesChangeAlong() throws IOException {
    SeriesFixture project = movedModule();
    project.series(project.local("module.patch"), project.pick("move"));
    Call apply = call(project, "apply");
    assertThat(apply.code()).as(apply.err()).isZero();
    assertThat(project.file("core/module/src/A.java")).contains("FOUR");
    assertThat(project.file("core/module/src/B.java")).isEqualTo("class B {}\n");
  }

  /** Two folders that have a file of one name are not one that moved. */
  @Test
  void nothingIsGuessedFromANameAlone() throws IOException {
    SeriesFixture project =
        new SeriesFixture(folder, Map.of("x/pom.xml", "<x/>\n", "x/A.java", "class A {}\n"));
    project.patch(
        "new.patch",
        """
        diff --git a/x/N.java b/x/N.java
        new file mode 100644
        --- /dev/null
        +++ b/x/N.java
        @@ -0,0 +1,1 @@
        +class N {}
        """);
    project.series(project.local("new.patch"));
    project.files().remove("x/pom.xml");
    project.files().remove("x/A.java");
    project.files().put("y/pom.xml", "<y><other/></y>\n");
    project.commit("gone", "Take x out, bring y");
    project.base("v2", "gone");
    assertThat(state(project, "new", "v2")).isEqualTo("clean");
    Path out = folder.resolve("out");
    assertThat(call(project, "export " + out + " --base v2").code()).isZero();
    assertThat(Files.readString(out.resolve("0001-A-change-of-ours.patch"))).contains("b/x/N.java");
  }
}
