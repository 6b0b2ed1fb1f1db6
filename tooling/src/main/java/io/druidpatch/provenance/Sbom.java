package io.druidpatch.provenance;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import com.github.packageurl.PackageURLBuilder;
import io.druidpatch.distribution.Layout;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;

/** A CycloneDX bill of the jars in a distribution. */
public final class Sbom {
  private Sbom() {}

  /**
   * The bill as JSON, the same for the same content.
   *
   * @param name the tarball's name without its ending
   * @param sha256 the tarball's digest, which the bill's serial number is made of
   */
  public static String json(Layout layout, Provenance provenance, String name, String sha256)
      throws IOException {
    Bom bom = new Bom();
    bom.setSerialNumber(
        "urn:uuid:" + UUID.nameUUIDFromBytes(sha256.getBytes(StandardCharsets.US_ASCII)));
    Metadata metadata = new Metadata();
    metadata.setTimestamp(Date.from(provenance.instant()));
    Component whole = new Component();
    whole.setType(Component.Type.APPLICATION);
    whole.setName(name);
    whole.setVersion(provenance.tip());
    whole.setBomRef(name);
    whole.addHash(new Hash(Hash.Algorithm.SHA_256, sha256));
    metadata.setComponent(whole);
    bom.setMetadata(metadata);
    bom.addComponent(DruidComponent.of(provenance));
    for (Map.Entry<String, Layout.Item> entry : layout.items().entrySet()) {
      if (entry.getKey().endsWith(".jar")) {
        bom.addComponent(component(entry.getKey(), entry.getValue(), provenance));
      }
    }
    try {
      return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
    } catch (GeneratorException e) {
      throw new IOException("the bill of materials cannot be written", e);
    }
  }

  private static Component component(String path, Layout.Item item, Provenance provenance)
      throws IOException {
    Component component = new Component();
    component.setType(Component.Type.LIBRARY);
    component.setBomRef(path);
    Optional<PackageURL> purl = purl(item);
    if (purl.isPresent()) {
      component.setGroup(purl.get().getNamespace());
      component.setName(purl.get().getName());
      component.setVersion(purl.get().getVersion());
      component.setPurl(purl.get());
    } else {
      component.setName(path.substring(path.lastIndexOf('/') + 1));
    }
    try (InputStream in = item.source().open()) {
      component.addHash(new Hash(Hash.Algorithm.SHA_256, Digests.of(in, "SHA-256")));
    }
    List<Property> properties = new ArrayList<>();
    properties.add(property("druidpatch:path", path));
    if (item.ours()) {
      properties.add(property("druidpatch:built-from", provenance.tip()));
    }
    component.setProperties(properties);
    return component;
  }

  /** The package URL of a jar, if it is one artifact. */
  static Optional<PackageURL> purl(Layout.Item item) throws IOException {
    Optional<String> coordinates = item.coordinates();
    if (coordinates.isEmpty()) {
      coordinates = coordinates(item);
    }
    if (coordinates.isEmpty()) {
      return Optional.empty();
    }
    String[] part = coordinates.get().split(":", 3);
    return Optional.of(purl(part[0], part[1], part[2]));
  }

  /** The package URL of a jar on Maven Central. */
  static PackageURL purl(String group, String name, String version) throws IOException {
    try {
      return PackageURLBuilder.aPackageURL()
          .withType(PackageURL.StandardTypes.MAVEN)
          .withNamespace(group)
          .withName(name)
          .withVersion(version)
          .withQualifier("type", "jar")
          .build();
    } catch (MalformedPackageURLException e) {
      throw new IOException("no package URL: " + group + ":" + name + ":" + version, e);
    }
  }

  private static Property property(String name, String value) {
    Property property = new Property();
    property.setName(name);
    property.setValue(value);
    return property;
  }

  /** What a jar says of itself, if it is one artifact and not several shaded into one. */
  private static Optional<String> coordinates(Layout.Item item) throws IOException {
    List<String> found = new ArrayList<>();
    try (InputStream in = item.source().open();
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
          Properties pom = new Properties();
          pom.load(zip);
          found.add(
              pom.getProperty("groupId")
                  + ":"
                  + pom.getProperty("artifactId")
                  + ":"
                  + pom.getProperty("version"));
        }
      }
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }
}
