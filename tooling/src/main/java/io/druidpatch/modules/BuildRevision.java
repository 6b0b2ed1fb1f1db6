package io.druidpatch.modules;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The commit that a jar was built from. Druid's build writes it into the manifest ({@code
 * buildnumber-maven-plugin}).
 */
final class BuildRevision {
  private static final String ATTRIBUTE = "Build-Revision";

  private BuildRevision() {}

  /**
   * The commit that the jar names, if it names one.
   *
   * @throws Failure with {@link ExitCode#DAMAGED} if it is no jar
   */
  static Optional<ObjectId> of(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Optional.ofNullable(file.getManifest())
          .map(Manifest::getMainAttributes)
          .map(attributes -> attributes.getValue(ATTRIBUTE))
          .filter(ObjectId::isId)
          .map(ObjectId::fromString);
    } catch (IOException e) {
      throw Failure.of(ExitCode.DAMAGED, jar.toString())
          .says("a released jar cannot be read")
          .found(e.getMessage())
          .fix("remove the file, and run the command again")
          .cause(e)
          .build();
    }
  }
}
