package io.druidpatch.http;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
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
  /** The login in a URL. */
  public static Optional<Login> of(String url) {
    return Optional.ofNullable(URI.create(url).getRawUserInfo())
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
