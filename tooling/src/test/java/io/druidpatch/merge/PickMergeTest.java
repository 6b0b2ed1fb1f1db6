package io.druidpatch.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.git.TreeEditor;
import io.druidpatch.git.TreeEditor.Item;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PickMergeTest {
  private static final String ABSENT = null;

  private ObjectInserter inserter;
  private ObjectReader reader;

  @BeforeEach
  void open() {
    InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("merge"));
    inserter = repository.newObjectInserter();
    reader = inserter.newReader();
  }

  private ObjectId tree(Map<String, String> files) throws IOException {
    Map<String, Optional<Item>> edits = new TreeMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      ObjectId blob =
          inserter.insert(
              Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.ISO_8859_1));
      edits.put(file.getKey(), Optional.of(new Item(FileMode.REGULAR_FILE, blob)));
    }
    return new TreeEditor(reader, inserter).edit(inserter.insert(new TreeFormatter()), edits);
  }

  private ObjectId one(String content) throws IOException {
    return tree(content == null ? Map.of("z", "") : Map.of("d/f", content, "z", ""));
  }

  private PickMerge.Outcome merge(
      String base, String ancestor, String upstream, Resolution... resolutions) throws IOException {
    return PickMerge.merge(
        one(base), one(ancestor), one(upstream), List.of(resolutions), reader, inserter);
  }

  private String content(PickMerge.Outcome outcome) throws IOException {
    Optional<Item> item = outcome.edits().get("d/f");
    return item.isEmpty()
        ? null
        : new String(reader.open(item.get().id()).getBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void changesApartAreMerged() throws IOException {
    PickMerge.Outcome outcome = merge("A\nb\nc\nd\n", "a\nb\nc\nd\n", "a\nb\nc\nD\n");
    assertThat(outcome.conflicts()).isEmpty();
    assertThat(content(outcome)).isEqualTo("A\nb\nc\nD\n");
  }

  @Test
  void bytesStayBytes() throws IOException {
    PickMerge.Outcome outcome = merge("\u00ff\nb\nc\nd", "a\nb\nc\nd", "a\nb\nc\n\u00fe");
    assertThat(content(outcome)).isEqualTo("\u00ff\nb\nc\n\u00fe");
  }

  @Test
  void theSameChangeOnBothSidesIsNoChange() throws IOException {
    assertThat(merge("B\n", "a\n", "B\n").edits()).isEmpty();
  }

  @Test
  void aFileThatTheBaseLacksIsAConflictOfWholeFiles() throws IOException {
    for (String[] sides :
        new String[][] {
          {ABSENT, "a\n", "b\n"}, {"c\n", "a\n", ABSENT}, {"c\0", "a\0", "b\0"},
        }) {
      PickMerge.Outcome open = merge(sides[0], sides[1], sides[2]);
      assertThat(open.conflicts()).hasSize(1);
      assertThat(open.conflicts().get(0).wholeFile()).isTrue();
      String hunk = open.conflicts().get(0).hash();
      Resolution base = new Resolution("d/f", hunk, Resolution.Take.BASE, "r", 1);
      assertThat(merge(sides[0], sides[1], sides[2], base).edits()).isEmpty();
      Resolution upstream = new Resolution("d/f", hunk, Resolution.Take.UPSTREAM, "r", 1);
      assertThat(content(merge(sides[0], sides[1], sides[2], upstream))).isEqualTo(sides[2]);
      Resolution lines = new Resolution("d/f", hunk, new Resolution.Lines("l\n"), "r", 1);
      PickMerge.Outcome decided = merge(sides[0], sides[1], sides[2], lines);
      assertThat(content(decided)).isEqualTo("l\n");
      assertThat(decided.used()).containsExactly(lines);
    }
  }

  @Test
  void anAdditionOnBothSidesIsMergedWithoutAnAncestor() throws IOException {
    PickMerge.Outcome outcome = merge("a\nb\n", ABSENT, "a\nc\n");
    assertThat(outcome.conflicts()).hasSize(1);
    assertThat(outcome.conflicts().get(0).wholeFile()).isFalse();
  }

  @Test
  void theHashTellsTheSidesApart() throws IOException {
    String hash = merge("x\n", "a\n", "y\n").conflicts().get(0).hash();
    assertThat(merge("y\n", "a\n", "x\n").conflicts().get(0).hash()).isNotEqualTo(hash);
    assertThat(merge("x\n", "b\n", "y\n").conflicts().get(0).hash()).isNotEqualTo(hash);
    assertThat(merge("x\n", "a\n", "y\n").conflicts().get(0).hash()).isEqualTo(hash);
  }

  private ObjectId indexTree(Map<String, String> files) throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    for (Map.Entry<String, String> file : files.entrySet()) {
      DirCacheEntry entry = new DirCacheEntry(file.getKey());
      entry.setFileMode(FileMode.REGULAR_FILE);
      entry.setObjectId(
          inserter.insert(
              Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.ISO_8859_1)));
      builder.add(entry);
    }
    builder.finish();
    return index.writeTree(inserter);
  }

  /** The tree is the one that git's index writes, and is empty when every file is taken out. */
  @Test
  void randomTreesAreAsGitWritesThem() throws IOException {
    Random random = new Random(42);
    for (int round = 0; round < 50; round++) {
      Map<String, String> files = new TreeMap<>();
      for (int i = 0; i < 40; i++) {
        String name = Integer.toString(random.nextInt(20), 3);
        files.put("d" + name.replace("", "/").replaceAll("/$", "") + "/f" + name + ".x", "c" + i);
      }
      ObjectId tree = tree(files);
      assertThat(tree).isEqualTo(indexTree(files));
      try (TreeWalk walk = new TreeWalk(reader)) {
        walk.setRecursive(true);
        walk.addTree(tree);
        int count = 0;
        while (walk.next()) {
          assertThat(files).containsKey(walk.getPathString());
          count++;
        }
        assertThat(count).isEqualTo(files.size());
      }
      Map<String, Optional<Item>> none = new TreeMap<>();
      files.keySet().forEach(path -> none.put(path, Optional.empty()));
      assertThat(new TreeEditor(reader, inserter).edit(tree, none))
          .isEqualTo(ObjectId.fromString("4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
    }
  }
}
