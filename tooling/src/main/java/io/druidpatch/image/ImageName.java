package io.druidpatch.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is, or goes: {@code tar://FILE}, {@code docker://NAME} for the local Docker, or a
 * name in a registry, as Jib's own command line writes them.
 *
 * @param text as the user wrote it
 */
public record ImageName(String text) {
  /** What is before an {@code @} that does not start a digest. */
  private static final Pattern LOGIN = Pattern.compile("[^@]*@(?!sha256:)");

  public ImageName {
    Matcher login = LOGIN.matcher(text);
    if (!text.startsWith(Jib.TAR_IMAGE_PREFIX) && login.lookingAt()) {
      throw Failure.of(ExitCode.USAGE, "***@" + text.substring(login.end()))
          .says("an image's name has no login in it")
          .fix("take it out, and log in to the registry: docker login")
          .build();
    }
  }

  /** Whether it is a file. */
  public boolean isTar() {
    return text.startsWith(Jib.TAR_IMAGE_PREFIX);
  }

  /** Whether it is in the local Docker. */
  public boolean isDocker() {
    return text.startsWith(Jib.DOCKER_DAEMON_IMAGE_PREFIX);
  }

  /** The file of a {@link #isTar} image. */
  public Path file() {
    return Path.of(text.substring(Jib.TAR_IMAGE_PREFIX.length()));
  }

  /** The name without what says where. */
  public String name() {
    for (String prefix :
        new String[] {
          Jib.TAR_IMAGE_PREFIX, Jib.DOCKER_DAEMON_IMAGE_PREFIX, Jib.REGISTRY_IMAGE_PREFIX
        }) {
      if (text.startsWith(prefix)) {
        return text.substring(prefix.length());
      }
    }
    return text;
  }

  /** Its name for others than this machine: of a file, without the folder. */
  String label() {
    return isTar() ? String.valueOf(file().getFileName()) : name();
  }

  /** Whether it is one of Apache's Druid images, or a mirror's copy. */
  public boolean isDruid() {
    return !isTar() && reference().getRepository().endsWith("apache/druid");
  }

  JibContainerBuilder base() {
    if (isTar()) {
      return Jib.from(TarImage.at(file()));
    }
    return isDocker() ? Jib.from(DockerDaemonImage.named(reference())) : Jib.from(registry());
  }

  /**
   * A target.
   *
   * @param name the image's name in a tarball
   * @param file where a tarball is written
   */
  Containerizer target(ImageName name, Path file) {
    if (isTar()) {
      return Containerizer.to(TarImage.at(file).named(name.reference()));
    }
    return isDocker()
        ? Containerizer.to(DockerDaemonImage.named(reference()))
        : Containerizer.to(registry());
  }

  private RegistryImage registry() {
    RegistryImage image = RegistryImage.named(reference());
    CredentialRetrieverFactory credentials =
        CredentialRetrieverFactory.forImage(reference(), event -> {});
    CredentialRetriever config = credentials.dockerConfig();
    return image
        .addCredentialRetriever(config)
        .addCredentialRetriever(credentials.wellKnownCredentialHelpers());
  }

  private ImageReference reference() {
    try {
      return ImageReference.parse(name());
    } catch (InvalidImageReferenceException e) {
      throw Failure.of(ExitCode.USAGE, text)
          .says("this is no image name")
          .expected("NAME[:TAG], docker://NAME[:TAG] or tar://FILE")
          .cause(e)
          .build();
    }
  }
}
