package io.druidpatch.verification.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in Chromium as wide as a phone. */
@Requires(Requirement.BROWSER)
class PageInBrowserTest {
  /**
   * A frame of a phone's width, since a browser's window may not be that narrow, and a script that
   * writes down what came out.
   */
  private static final String FRAME =
      """
      <!DOCTYPE html>
      <iframe src="/index.html" style="width:390px; height:800px; border:0"></iframe>
      <p id="found"></p>
      <script>
        onload = () => {
          const page = document.querySelector('iframe').contentDocument;
          const scrolled = page.documentElement;
          const wide = [...page.querySelectorAll('body *')]
              .filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > 390.5)
              .map(e => e.tagName);
          const small = [...page.querySelectorAll('.chart text')]
              .filter(e => e.getBoundingClientRect().height < 8).length;
          const asked = document.querySelector('iframe').contentWindow.performance
              .getEntriesByType('resource').map(e => e.name);
          document.getElementById('found').textContent =
              `width ${scrolled.clientWidth}, content ${scrolled.scrollWidth}, wide [${wide}],`
              + ` charts ${page.querySelectorAll('.chart svg').length}, small ${small},`
              + ` asked for [${asked}]`;
        };
      </script>
      """;

  @TempDir Path folder;

  @Test
  void onAPhoneNothingOverflowsAndNothingElseIsAskedFor() throws Exception {
    ReportWriter.write(SyntheticReport.make(), folder.resolve("report"));
    // Without its policy, which would stop a request before it could be seen.
    String page =
        Files.readString(folder.resolve("report/index.html"))
            .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
    assertThat(page).doesNotContain("Content-Security-Policy");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String answer = exchange.getRequestURI().getPath().equals("/index.html") ? page : FRAME;
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    String found;
    try {
      int port = server.getAddress().getPort();
      found = open("http://127.0.0.1:" + port + "/frame.html");
    } finally {
      server.stop(0);
    }
    assertThat(found).isEqualTo("width 390, content 390, wide [], charts 9, small 0, asked for []");
  }

  /** What the frame found. The browser finds no other host, for its own requests neither. */
  private String open(String address) throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Process browser =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=800,900",
                "--dump-dom",
                address)
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(browser.waitFor(60, TimeUnit.SECONDS)).as("chromium ends").isTrue();
    } finally {
      browser.destroyForcibly().waitFor();
    }
    Matcher found = Pattern.compile("<p id=\"found\">(.*?)</p>").matcher(Files.readString(dom));
    return found.find() ? found.group(1) : "nothing";
  }
}
