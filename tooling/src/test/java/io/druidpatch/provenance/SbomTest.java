package io.druidpatch.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.distribution.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scanners read of a distribution: the bill of materials and the VEX document. */
class SbomTest {
  private static final String TIP = "0123456789012345678901234567890123456789";
  private static final String PICK = "1111111111111111111111111111111111111111";
  private static final String JAR = "extensions/x/druid-x-30.0.0.jar";

  @TempDir Path folder;

  private static Provenance provenance(List<String> cves) {
    return new Provenance(
        "lean",
        new Provenance.Base("https://example.org/druid.git", "druid-30.0.0", PICK),
        TIP,
        "2024-01-01T00:00:00Z",
        List.of(
            new Provenance.Entry("one", "pick", PICK, null, null, "c1", cves),
            new Provenance.Entry("two", "local", null, "0001-two.patch", "d2", "c2", cves),
            new Provenance.Entry("three", "local", null, "0002-three.patch", "d3", "c3", null)),
        List.of("x"),
        Map.of(JAR, "digest"),
        new Provenance.Jdk("17", "vendor"),
        Map.of(),
        List.of());
  }

  private Layout layout() throws IOException {
    Layout layout = new Layout();
    layout.putJar(
        JAR,
        Files.createTempFile(folder, "x", ".jar"),
        Optional.of("org.apache.druid.extensions:druid-x:30.0.0"),
        true);
    layout.putJar(
        "lib/other-1.jar",
        Files.createTempFile(folder, "o", ".jar"),
        Optional.of("org.example:other:1"),
        false);
    return layout;
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void aScannerFindsDruidUnderTheBasesNamesWithWhatIsFixedInIt() throws IOException {
    List<String> cves = List.of("CVE-2024-12345");
    JsonNode bom = json(Sbom.json(layout(), provenance(cves), "x", "00"));
    JsonNode druid = bom.at("/components/0");
    assertThat(druid.path("cpe").asText()).isEqualTo("cpe:2.3:a:apache:druid:30.0.0:*:*:*:*:*:*:*");
    assertThat(druid.path("purl").asText())
        .isEqualTo("pkg:maven/org.apache.druid/druid@30.0.0?type=jar");
    assertThat(druid.path("version").asText()).isEqualTo("30.0.0");
    JsonNode pedigree = druid.path("pedigree");
    assertThat(pedigree.at("/ancestors/0/purl")).isEqualTo(druid.path("purl"));
    assertThat(pedigree.at("/commits/0/uid").asText()).isEqualTo(TIP);
    assertThat(pedigree.path("patches")).hasSize(3);
    assertThat(pedigree.at("/patches/0/type").asText()).isEqualTo("cherry-pick");
    assertThat(pedigree.at("/patches/0/diff/url").asText())
        .isEqualTo("https://example.org/druid/commit/" + PICK);
    assertThat(pedigree.at("/patches/0/resolves").findValuesAsText("id"))
        .containsExactly("one", "CVE-2024-12345");
    assertThat(pedigree.at("/patches/1/type").asText()).isEqualTo("unofficial");
    assertThat(pedigree.at("/patches/1/diff/url").asText())
        .isEqualTo("patches/local/0001-two.patch");
    assertThat(pedigree.at("/patches/2/resolves").findValuesAsText("id")).containsExactly("three");
    assertThat(bom.at("/components/1/purl").asText())
        .isEqualTo("pkg:maven/org.apache.druid.extensions/druid-x@30.0.0?type=jar");
  }

  @Test
  void theVexDocumentHasEachVulnerabilityOnceAndTheBuiltJars() throws IOException {
    Provenance provenance = provenance(List.of("CVE-2024-12345", "CVE-2023-1111"));
    JsonNode vex = json(Vex.json(layout(), provenance, "x").orElseThrow());
    assertThat(vex.path("@context").asText()).isEqualTo("https://openvex.dev/ns/v0.2.0");
    assertThat(vex.path("timestamp").asText()).isEqualTo("2024-01-01T00:00:00Z");
    assertThat(vex.path("statements")).hasSize(2);
    JsonNode first = vex.at("/statements/0");
    assertThat(first.at("/vulnerability/name").asText()).isEqualTo("CVE-2023-1111");
    assertThat(first.path("status").asText()).isEqualTo("fixed");
    assertThat(first.path("status_notes").asText()).contains("one, commit c1; two, commit c2");
    assertThat(first.path("products").findValuesAsText("@id"))
        .containsExactly(
            "pkg:maven/org.apache.druid.extensions/druid-x@30.0.0?type=jar",
            "pkg:maven/org.apache.druid/druid@30.0.0?type=jar");
  }

  @Test
  void withoutAVulnerabilityThereIsNoVexDocument() throws IOException {
    assertThat(Vex.json(layout(), provenance(null), "x")).isEmpty();
    assertThat(provenance(null).json()).doesNotContain("cves");
    Provenance with = provenance(List.of("CVE-2024-12345"));
    assertThat(Provenance.read(with.json())).isEqualTo(with);
  }
}
