import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Instant;
import java.util.zip.GZIPInputStream;

/** Java's HttpURLConnection, read by bytes: java JavaHttpUrlConnection.java URL [identity|gzip]. */
public class JavaHttpUrlConnection {
  public static void main(String[] args) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(args[0]).openConnection();
    connection.setRequestProperty("Accept-Encoding", args.length > 1 ? args[1] : "identity");
    InputStream body = connection.getInputStream();
    print("gzip".equals(connection.getContentEncoding()) ? new GZIPInputStream(body) : body);
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
