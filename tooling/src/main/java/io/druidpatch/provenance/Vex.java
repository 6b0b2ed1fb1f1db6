package io.druidpatch.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.druidpatch.distribution.Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which vulnerabilities of the base a distribution does not have any more, as an OpenVEX document
 * (github.com/openvex/spec, 0.2.0). Scanners that take it do not report these.
 */
public final class Vex {
  private Vex() {}

  @JsonPropertyOrder({"@context", "@id", "author", "timestamp", "version", "statements"})
  private record Document(
      @JsonProperty("@context") String context,
      @JsonProperty("@id") String id,
      String author,
      String timestamp,
      int version,
      List<Statement> statements) {}

  @JsonPropertyOrder({"vulnerability", "products", "status", "status_notes"})
  private record Statement(
      Vulnerability vulnerability,
      List<Product> products,
      String status,
      @JsonProperty("status_notes") String notes) {}

  private record Vulnerability(String name) {}

  private record Product(@JsonProperty("@id") String id) {}

  /**
   * The document, the same for the same content; its time is the provenance's.
   *
   * @param name the tarball's name without its ending
   * @return empty if no entry of the series says that it fixes a vulnerability
   */
  public static Optional<String> json(Layout layout, Provenance provenance, String name)
      throws IOException {
    Map<String, List<String>> fixes = new TreeMap<>();
    for (Provenance.Entry entry : provenance.entries()) {
      for (String cve : entry.fixed()) {
        fixes
            .computeIfAbsent(cve, one -> new ArrayList<>())
            .add(entry.id() + ", commit " + entry.commit());
      }
    }
    if (fixes.isEmpty()) {
      return Optional.empty();
    }
    List<Product> products = products(layout, provenance);
    List<Statement> statements = new ArrayList<>();
    fixes.forEach(
        (cve, entries) ->
            statements.add(
                new Statement(
                    new Vulnerability(cve),
                    products,
                    "fixed",
                    "Fixed by the series: " + String.join("; ", entries))));
    return Optional.of(
        Provenance.write(
            new Document(
                "https://openvex.dev/ns/v0.2.0",
                "https://druidpatch.invalid/vex/" + name,
                "https://druidpatch.invalid/tooling",
                provenance.time(),
                1,
                statements)));
  }

  /** Druid as a whole, and the jars that were built from the patched tree. */
  private static List<Product> products(Layout layout, Provenance provenance) throws IOException {
    TreeSet<String> purls = new TreeSet<>();
    purls.add(DruidComponent.purl(provenance).canonicalize());
    for (String path : provenance.patched().keySet()) {
      Layout.Item item = layout.items().get(path);
      if (item != null) {
        Sbom.purl(item).ifPresent(purl -> purls.add(purl.canonicalize()));
      }
    }
    return purls.stream().map(Product::new).toList();
  }
}
