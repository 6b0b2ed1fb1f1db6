package io.druidpatch.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * The user's git credential helpers, asked through {@code git credential fill}: helpers are
 * programs that come with git, so where there is no git there are none to ask. On a terminal, git
 * may ask the user; elsewhere it never waits for an answer.
 */
final class GitCredentials extends CredentialsProvider {
  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      if (!(item instanceof CredentialItem.Username)
          && !(item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish uri, CredentialItem... items) {
    if (!supports(items) || uri.getScheme() == null) {
      return false;
    }
    Map<String, String> answer = fill(uri);
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username username && answer.containsKey("username")) {
        username.setValue(answer.get("username"));
      } else if (item instanceof CredentialItem.Password password
          && answer.containsKey("password")) {
        password.setValue(answer.get("password").toCharArray());
      } else {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> fill(URIish uri) {
    Map<String, String> answer = new HashMap<>();
    ProcessBuilder builder = new ProcessBuilder("git", "credential", "fill");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    if (!io.druidpatch.progress.Terminal.isThere()) {
      builder.environment().put("GIT_TERMINAL_PROMPT", "0");
      builder.environment().put("GIT_ASKPASS", "");
      builder.environment().put("SSH_ASKPASS", "");
    }
    try {
      Process git = builder.start();
      try (Writer in = git.outputWriter(StandardCharsets.UTF_8)) {
        String port = uri.getPort() > 0 ? ":" + uri.getPort() : "";
        in.write("protocol=" + uri.getScheme() + "\nhost=" + uri.getHost() + port + "\n");
        if (uri.getPath() != null) {
          in.write("path=" + uri.getPath().replaceFirst("^/", "") + "\n");
        }
        if (uri.getUser() != null) {
          in.write("username=" + uri.getUser() + "\n");
        }
        in.write("\n");
      }
      try (BufferedReader out = git.inputReader(StandardCharsets.UTF_8)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          int equals = line.indexOf('=');
          if (equals > 0) {
            answer.put(line.substring(0, equals), line.substring(equals + 1));
          }
        }
      }
      if (git.waitFor() != 0) {
        answer.clear();
      }
    } catch (IOException e) {
      // No git program: no helpers.
      answer.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.clear();
    }
    return answer;
  }
}
