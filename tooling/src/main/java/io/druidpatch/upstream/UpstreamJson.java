package io.druidpatch.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.series.Considered;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The JSON that the commands of {@code upstream} print. */
public final class UpstreamJson {
  private UpstreamJson() {}

  /** What {@code upstream status --json} prints. */
  public static ObjectNode of(UpstreamStatus status) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("upstream", status.url());
    root.put("answered", status.answered().orElse(null));
    root.put("headName", status.headName());
    put(root.putObject("head"), status.head());
    root.put("newestRelease", status.newestRelease().orElse(null));
    ArrayNode picks = root.putArray("picks");
    for (PickStatus one : status.picks()) {
      ObjectNode pick = picks.addObject();
      pick.put("id", one.pick().id());
      pick.put("commit", one.pick().commit().name());
      pick.put("inHistory", one.commit().isPresent());
      pick.put("stands", one.commit().isPresent() && one.revert().isEmpty());
      ArrayNode reverts = pick.putArray("reverts");
      for (Revert revert : one.reverts()) {
        ObjectNode node = put(reverts.addObject(), revert.commit());
        ArrayNode evidence = node.putArray("evidence");
        revert.evidence().stream()
            .sorted()
            .forEach(it -> evidence.add(it.name().toLowerCase(Locale.ROOT)));
      }
      ArrayNode touching = pick.putArray("touching");
      one.touching().forEach(commit -> put(touching.addObject(), commit));
      pick.put("added", one.added());
      pick.put("left", one.left());
      one.releases().forEach(pick.putArray("releases")::add);
      one.releasesReverted().forEach(pick.putArray("releasesReverted")::add);
    }
    ArrayNode locals = root.putArray("locals");
    for (LocalPatchStatus one : status.locals()) {
      ObjectNode local = locals.addObject();
      local.put("id", one.patch().id());
      ArrayNode touches = local.putArray("touches");
      for (LocalPatchStatus.Touch touch : one.touches()) {
        touch.files().forEach(put(touches.addObject(), touch.commit()).putArray("files")::add);
      }
      one.gone().forEach(local.putArray("gone")::add);
      local.put("lostHunks", one.lost());
    }
    return root;
  }

  /** What {@code upstream candidates --json} prints. */
  public static ArrayNode of(List<Candidate> candidates) {
    ArrayNode list = new ObjectMapper().createArrayNode();
    for (Candidate candidate : candidates) {
      ObjectNode node = put(list.addObject(), candidate.commit());
      node.put("inPlace", candidate.inPlace());
      candidate.files().forEach(node.putArray("files")::add);
      candidate.topics().forEach(node.putArray("topics")::add);
      candidate.mentions().forEach(node.putArray("mentions")::add);
      candidate.reports().forEach(node.putArray("reports")::add);
      node.put("decision", candidate.considered().map(Considered::reason).orElse(null));
    }
    return list;
  }

  public static void print(JsonNode node, PrintWriter out) throws IOException {
    out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node));
  }

  /** Puts what tells a commit into a node, and returns that. */
  public static ObjectNode put(ObjectNode node, UpstreamCommit commit) {
    node.put("commit", commit.id().name());
    node.put("date", commit.date().toString());
    node.put("subject", commit.subject());
    return node;
  }
}
