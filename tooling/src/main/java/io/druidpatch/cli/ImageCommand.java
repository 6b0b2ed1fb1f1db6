package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.build.ImageRequest;
import io.druidpatch.build.MakeImage;
import io.druidpatch.image.ImageName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a container image of a distribution that `build` made; no Docker is needed.",
      "",
      "An image is named NAME[:TAG] in a registry, docker://NAME[:TAG] in the local Docker, or"
          + " tar://FILE. Entry point, user and folders are those of Druid's own image. Logins come"
          + " from Docker's configuration.",
      ""
    })
final class ImageCommand implements Callable<Integer> {
  /** What of the distribution goes into the image's layer. */
  enum Layer {
    WHOLE,
    PATCHED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;

  @Parameters(paramLabel = "TARBALL", description = "The distribution.")
  private Path distribution;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "IMAGE",
      description =
          "The base image: an image with Java 17 and a shell, or apache/druid:VERSION, to which"
              + " only the patched jars are added. The distribution itself names the base of the"
              + " series.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "IMAGE",
      description = "The target: a file, the local Docker, or a registry.")
  private String to;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The image's name inside of a tar:// target. Default: druid-patched:TAG-TIP.")
  private String name;

  @Option(
      names = "--layer",
      paramLabel = "whole|patched",
      description = {
        "whole: add all of the distribution. patched: add only the jars that the series changes, to"
            + " a base image that has Druid. Default: patched on apache/druid, whole on any other."
      })
  private Layer layer;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    MakeImage.Result result =
        new MakeImage(options.workspace())
            .run(
                new ImageRequest(
                    distribution,
                    new ImageName(from),
                    new ImageName(to),
                    Optional.ofNullable(name).map(ImageName::new),
                    Optional.ofNullable(layer).map(Layer.PATCHED::equals)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("to", result.to().text());
      all.put("name", result.name());
      all.put("digest", result.image().digest());
      all.put("id", result.image().id());
      all.put("files", result.files());
      out.println(new ObjectMapper().writeValueAsString(all));
    } else {
      out.println(result.to().text() + " is " + result.name() + ", " + result.files() + " files");
      out.println("digest " + result.image().digest());
      out.println("id     " + result.image().id());
    }
    out.flush();
    return 0;
  }
}
