package io.druidpatch.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import java.nio.file.Path;

/** An image without a layer, to make others on. */
public final class SmallBase {
  private SmallBase() {}

  /** Writes it into a file of this folder. */
  public static Path write(Path folder) throws Exception {
    Path base = folder.resolve("base.tar");
    Jib.fromScratch()
        .addEnvironmentVariable("JAVA_HOME", "/jre")
        .containerize(
            Containerizer.to(TarImage.at(base).named("base"))
                .setBaseImageLayersCache(folder.resolve("jib-base"))
                .setApplicationLayersCache(folder.resolve("jib")));
    return base;
  }
}
