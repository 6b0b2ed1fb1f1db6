package io.druidpatch.verification.report;

import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Cell.Verdict;
import io.druidpatch.verification.measure.Curve;
import io.druidpatch.verification.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A report that nobody measured: made-up figures of a likely size, the same ones each time. */
public final class SyntheticReport {
  private static final List<String> SUBJECTS = List.of("stock", "picks", "watch-log", "ours");
  private static final List<String> ROUTES = List.of("overlord", "router");
  private static final List<String> ENCODINGS = List.of("identity", "gzip");

  private final Random random = new Random(30);
  private final List<Cell> cells = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Curve> curves = new ArrayList<>();

  private SyntheticReport() {}

  public static Report make() {
    return new SyntheticReport().report();
  }

  private Report report() {
    SUBJECTS.forEach(this::firstByte);
    SUBJECTS.forEach(this::followers);
    for (String subject : SUBJECTS) {
      boolean patched = !subject.equals("stock");
      add("s3-log-push", subject, "stuck-tasks", Map.of("fault", "s3-503"), "1", patched ? 0 : 3);
      add("s3-log-push", subject, "log-differing", Map.of("outcome", "success"), "1", 0, 0, 0);
      cell(
          "s3-log-push",
          "S3 refuses the log: task ends",
          subject,
          patched,
          patched ? "3 of 3" : "0 of 3, stuck");
      add("running-wait", subject, "unknown-locations", Map.of("fault", "none"), "1", 0, 0, 0);
    }
    cells.add(
        new Cell(
            "s3-log-push",
            "Pod evicted while it logs",
            "stock",
            Verdict.BROKEN,
            "no pod | see log"));
    cells.add(
        new Cell(
            "s3-log-push",
            "Pod evicted while it logs",
            "ours",
            Verdict.NEUTRAL,
            "failed after 2.1 s"));
    return new Report(
        "2001-02-03T04:05:06Z",
        "2001-02-03T05:17:40Z",
        Map.of(
            "cores", "2",
            "memory", "23 GB",
            "JDK", "17.0.15",
            "cluster", "synthetic, v0.0.0",
            "object store", "in process",
            "suite", "synthetic fixture"),
        Map.of("scenarios", "all", "repeats", "5", "mode", "whole"),
        List.of(
            subject("stock", "0", List.of()),
            subject("picks", "1", List.of("pick-1", "pick-2")),
            subject("watch-log", "2", List.of("watch-log")),
            subject("ours", "3", List.of("pick-1", "pick-2", "live-logs", "router-streams"))),
        cells,
        measurements,
        curves,
        List.of(
            new Report.Incident(
                "stock",
                "eviction, waiting for the pod",
                "gone after 60 s; see stock/overlord.log")),
        List.of(
            new Report.Check(
                "First byte, Overlord, identity",
                "at most 2×",
                "1.8×: 18 ms against 10 ms",
                true,
                true),
            new Report.Check(
                "Lag of lines, Router, gzip", "at most 100 ms above", "140 ms above", false, true),
            new Report.Check("No stuck task", "exactly 0", "not measured", false, false)));
  }

  private static Report.SubjectInfo subject(String name, String digit, List<String> entries) {
    return new Report.SubjectInfo(name, digit.repeat(64), digit.repeat(40), entries);
  }

  private void firstByte(String subject) {
    Map<String, String> api = Map.of("route", "kubernetes", "pod", "quiet");
    add("first-byte", subject, "first-decoded-byte", api, "s", around(0.009, 5));
    lag(subject, Map.of("route", "kubernetes", "pod", "second"), 0.004);
    curves.add(bytes(subject, "kubernetes", 0.01, true));
    for (String route : ROUTES) {
      for (String encoding : ENCODINGS) {
        boolean ours = subject.equals("ours");
        boolean snapshot = subject.equals("stock") || subject.equals("picks");
        double first = ours ? (route.equals("router") ? 0.031 : 0.018) : snapshot ? 0.06 : 28.7;
        Map<String, String> labels = Map.of("route", route, "encoding", encoding, "pod", "quiet");
        add("first-byte", subject, "first-decoded-byte", labels, "s", around(first, 5));
        curves.add(bytes(subject, route + " " + encoding, first, ours));
        lag(
            subject,
            Map.of("route", route, "encoding", encoding, "pod", "second"),
            ours ? 0.02 : snapshot ? 2.5 : 12);
        cell(
            "first-byte",
            "HTTP live streaming, " + route + ", " + encoding,
            subject,
            ours,
            snapshot ? "a snapshot, then the end" : "first byte after " + first + " s");
      }
    }
    add(
        "first-byte",
        subject,
        "bytes-differing",
        Map.of("route", "router", "encoding", "gzip", "pod", "fast"),
        "bytes",
        subject.equals("ours") ? 0 : 29_184);
  }

  private void followers(String subject) {
    boolean holds = subject.equals("watch-log");
    List<double[]> latency = new ArrayList<>();
    for (int followers : new int[] {0, 20, 50, 100, 200}) {
      double p99 = 0.012 + (holds ? followers * 0.002 : followers * 0.00001);
      latency.add(new double[] {followers, p99});
      Map<String, String> labels = Map.of("followers", Integer.toString(followers));
      add("followers", subject, "api-latency", labels, "s", around(p99 / 1.5, 120));
      add("followers", subject, "request-threads-held", labels, "1", holds ? followers : 0);
    }
    curves.add(new Curve("followers", subject, "api-latency", "p99", "followers", "s", latency));
    cell(
        "followers",
        "Overlord's API with 200 followers",
        subject,
        !holds,
        holds ? "p99 412 ms" : "p99 14 ms");
  }

  private void lag(String subject, Map<String, String> labels, double typical) {
    double[] lags = new double[300];
    for (int i = 0; i < lags.length; i++) {
      lags[i] = typical * Math.exp(random.nextGaussian() * 0.5);
    }
    add("first-byte", subject, "line-lag", labels, "s", lags);
  }

  private Curve bytes(String subject, String name, double first, boolean live) {
    List<double[]> points = new ArrayList<>();
    points.add(new double[] {0, 0});
    for (int i = 0; i < 60; i++) {
      points.add(new double[] {live ? first + i * 0.5 : first + i * 0.001, (i + 1) * 486.0});
    }
    return new Curve("first-byte", subject, "quiet", name, "s", "bytes", points);
  }

  private double[] around(double typical, int count) {
    double[] samples = new double[count];
    for (int i = 0; i < count; i++) {
      samples[i] = typical * (0.85 + random.nextDouble() * 0.5);
    }
    return samples;
  }

  private void add(
      String scenario,
      String subject,
      String name,
      Map<String, String> labels,
      String unit,
      double... samples) {
    List<Double> list = new ArrayList<>();
    for (double sample : samples) {
      list.add(sample);
    }
    measurements.add(new Measurement(scenario, subject, name, labels, unit, list));
  }

  private void cell(String scenario, String row, String subject, boolean good, String figure) {
    cells.add(new Cell(scenario, row, subject, good ? Verdict.GOOD : Verdict.BAD, figure));
  }
}
