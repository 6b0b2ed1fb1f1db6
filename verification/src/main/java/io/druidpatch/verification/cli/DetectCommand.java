package io.druidpatch.verification.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    description = "Prints which cluster a run would take, why, and how it takes images, as JSON.")
final class DetectCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusters;

  @Override
  public Integer call() throws IOException {
    ClusterOptions.Choice choice = clusters.choose();
    Map<String, String> answer = new TreeMap<>();
    answer.put("cluster", choice.kind().name());
    answer.put("why", choice.why());
    answer.put("images", choice.images());
    System.out.println(new ObjectMapper().writeValueAsString(answer));
    return 0;
  }
}
