package io.druidpatch.verification.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a follower is behind the container. Each line says when it was written. */
class LogSpeedIT {
  /** Lines of 100 bytes in batches, by the clock that all processes of a machine share. */
  private static final String WRITER =
      """
      import java.io.*;
      import java.util.Locale;
      public class Writer {
        public static void main(String[] a) throws Exception {
          int lines = Integer.parseInt(a[0]);
          int perSecond = Integer.parseInt(a[1]);
          PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false);
          Thread.sleep(3000);
          long start = System.nanoTime();
          StringBuilder batch = new StringBuilder();
          for (int i = 0; i < lines; i++) {
            batch.append(String.format(Locale.ROOT, "%020d %078d\\n", System.nanoTime(), i));
            if (i % Math.max(1, perSecond / 200) == 0 || i == lines - 1) {
              out.print(batch);
              out.flush();
              batch.setLength(0);
              long due = start + (long) (i * 1e9 / perSecond);
              long wait = (due - System.nanoTime()) / 1_000_000;
              if (wait > 0) Thread.sleep(wait);
            }
          }
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void oneFollowerOfALargeFastLog() throws Exception {
    measure(1, 360_000, 30_000);
  }

  @Test
  void twoHundredFollowers() throws Exception {
    measure(200, 3_000, 600);
  }

  private void measure(int followers, int lines, int perSecond) throws Exception {
    Files.writeString(folder.resolve("Writer.java"), WRITER);
    ExecutorService threads = Executors.newFixedThreadPool(followers);
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        KubernetesClient client = new KubernetesClientBuilder().withConfig(cluster.api()).build()) {
      String image =
          cluster.image(new Subject("writer", folder, "", "", List.of(), Optional.empty()));
      Pod pod =
          new PodBuilder()
              .withNewMetadata()
              .withName("writer")
              .endMetadata()
              .withNewSpec()
              .withRestartPolicy("Never")
              .addNewContainer()
              .withName("main")
              .withImage(image)
              .addNewEnv()
              .withName("DRUID_HOME")
              .withValue("/opt/druid")
              .endEnv()
              .withCommand("java", "/opt/druid/Writer.java", "" + lines, "" + perSecond)
              .endContainer()
              .endSpec()
              .build();
      client.resource(pod).create();
      client
          .pods()
          .withName("writer")
          .waitUntilCondition(
              p -> Objects.equals(p.getStatus().getPhase(), "Running"), 30, TimeUnit.SECONDS);
      URI log =
          URI.create(
              cluster.api().getMasterUrl()
                  + "api/v1/namespaces/"
                  + cluster.namespace()
                  + "/pods/writer/log?follow=true");
      HttpClient http = HttpClient.newHttpClient();
      List<Future<long[]>> all = new ArrayList<>();
      for (int i = 0; i < followers; i++) {
        all.add(threads.submit(() -> follow(http, log, lines)));
      }
      List<long[]> lags = new ArrayList<>();
      for (Future<long[]> one : all) {
        lags.add(one.get(180, TimeUnit.SECONDS));
      }
      long[] sorted = lags.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      assertThat(sorted).hasSize(followers * lines);
      System.out.printf(
          Locale.ROOT,
          "%d followers, %d lines of 100 bytes, %d a second: behind by %.1f ms (median), %.1f ms"
              + " (99%%), %.1f ms (most)%n",
          followers,
          lines,
          perSecond,
          sorted[sorted.length / 2] / 1e6,
          sorted[(int) (sorted.length * 0.99)] / 1e6,
          sorted[sorted.length - 1] / 1e6);
      assertThat(sorted[sorted.length / 2]).isLessThan(TimeUnit.SECONDS.toNanos(1));
    } finally {
      threads.shutdownNow();
    }
  }

  private static long[] follow(HttpClient http, URI log, int lines)
      throws IOException, InterruptedException {
    HttpResponse<java.io.InputStream> response =
        http.send(HttpRequest.newBuilder(log).build(), HttpResponse.BodyHandlers.ofInputStream());
    long[] lags = new long[lines];
    int count = 0;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lags[count++] = System.nanoTime() - Long.parseLong(line, 0, 20, 10);
      }
    }
    return Arrays.copyOf(lags, count);
  }
}
