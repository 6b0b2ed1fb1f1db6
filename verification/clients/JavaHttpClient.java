import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.zip.GZIPInputStream;

/** Java's HttpClient, read by bytes: java JavaHttpClient.java URL [identity|gzip]. */
public class JavaHttpClient {
  public static void main(String[] args) throws Exception {
    String encoding = args.length > 1 ? args[1] : "identity";
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(args[0]))
                    .header("Accept-Encoding", encoding)
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("Status " + response.statusCode());
    }
    boolean gzip = response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
    print(gzip ? new GZIPInputStream(response.body()) : response.body());
  }

  static void print(InputStream in) throws Exception {
    PrintStream out = System.out;
    StringBuilder line = new StringBuilder();
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      Instant now = Instant.now();
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          out.printf("%d.%06d\t%s%n", now.getEpochSecond(), now.getNano() / 1000, line);
          line.setLength(0);
        } else {
          line.append((char) (buffer[i] & 0xff));
        }
      }
      out.flush();
    }
  }
}
