package io.druidpatch.http;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A login that a URL brings along, for clients that take it apart from the URL.
 *
 * @param user the user's name, or a token
 * @param password empty if the URL has none
 */
public record Login(String user, String password) {
  /**
   * The login in a URL.
   *
   * @throws Failure with {@link ExitCode#USAGE} if this is no URL
   */
  public static Optional<Login> of(String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException e) {
      throw Failure.of(ExitCode.USAGE, url)
          .says("this is no URL")
          .expected("http(s)://HOST/PATH")
          .found(e.getReason() + " at character " + (e.getIndex() + 1))
          .cause(e)
          .build();
    }
    return Optional.ofNullable(address.getRawUserInfo())
        .map(
            login -> {
              String[] part = login.split(":", 2);
              return new Login(decoded(part[0]), part.length < 2 ? "" : decoded(part[1]));
            });
  }

  /** Gives the login to the URL's own host when it asks, and to no other. */
  public Authenticator at(URI url) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        boolean same =
            getRequestorType() == RequestorType.SERVER
                && url.getHost().equalsIgnoreCase(getRequestingHost());
        return same ? new PasswordAuthentication(user, password.toCharArray()) : null;
      }
    };
  }

  private static String decoded(String text) {
    // In a login a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "***";
  }
}
