package io.druidpatch.provenance;

import com.github.packageurl.PackageURL;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.cyclonedx.model.Ancestors;
import org.cyclonedx.model.Commit;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Diff;
import org.cyclonedx.model.Issue;
import org.cyclonedx.model.Patch;
import org.cyclonedx.model.Pedigree;
import org.cyclonedx.model.Source;

/**
 * Druid in a bill of materials: under the names that scanners know the base by, with what the
 * series changes as its pedigree.
 */
final class DruidComponent {
  /** What it is called in the bill. */
  static final String REF = "apache-druid";

  private static final String GROUP = "org.apache.druid";
  private static final String NAME = "druid";

  private DruidComponent() {}

  /** The component, with the base as its ancestor and an item for each entry of the series. */
  static Component of(Provenance provenance) throws IOException {
    Component druid = base(provenance);
    druid.setBomRef(REF);
    Pedigree pedigree = new Pedigree();
    Ancestors ancestors = new Ancestors();
    ancestors.addComponent(base(provenance));
    pedigree.setAncestors(ancestors);
    Commit tip = new Commit();
    tip.setUid(provenance.tip());
    pedigree.setCommits(List.of(tip));
    List<Patch> patches = new ArrayList<>();
    for (Provenance.Entry entry : provenance.entries()) {
      patches.add(patch(entry, provenance));
    }
    pedigree.setPatches(patches);
    druid.setPedigree(pedigree);
    return druid;
  }

  /** The package URL of the base. */
  static PackageURL purl(Provenance provenance) throws IOException {
    return Sbom.purl(GROUP, NAME, version(provenance));
  }

  private static Component base(Provenance provenance) throws IOException {
    Component component = new Component();
    component.setType(Component.Type.APPLICATION);
    component.setGroup(GROUP);
    component.setName(NAME);
    component.setVersion(version(provenance));
    component.setPurl(purl(provenance));
    component.setCpe("cpe:2.3:a:apache:druid:" + version(provenance) + ":*:*:*:*:*:*:*");
    return component;
  }

  private static String version(Provenance provenance) {
    return provenance.base().tag().replaceFirst("^druid-", "");
  }

  private static Patch patch(Provenance.Entry entry, Provenance provenance) throws IOException {
    Patch patch = new Patch();
    List<Issue> resolves = new ArrayList<>(List.of(issue(Issue.Type.DEFECT, entry.id())));
    for (String cve : entry.fixed()) {
      Issue issue = issue(Issue.Type.SECURITY, cve);
      Source source = new Source();
      source.setName("NVD");
      source.setUrl(URI.create("https://nvd.nist.gov/vuln/detail/" + cve).toURL());
      issue.setSource(source);
      resolves.add(issue);
    }
    patch.setResolves(resolves);
    Diff diff = new Diff();
    if (entry.upstream() == null) {
      patch.setType(Patch.Type.UNOFFICIAL);
      diff.setUrl("patches/local/" + entry.file());
    } else {
      patch.setType(Patch.Type.CHERRY_PICK);
      String repository = provenance.base().repository().replaceFirst("\\.git$", "");
      diff.setUrl(repository + "/commit/" + entry.upstream());
    }
    patch.setDiff(diff);
    return patch;
  }

  private static Issue issue(Issue.Type type, String id) {
    Issue issue = new Issue();
    issue.setType(type);
    issue.setId(id);
    return issue;
  }
}
