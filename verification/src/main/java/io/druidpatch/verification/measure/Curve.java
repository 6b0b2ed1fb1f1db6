package io.druidpatch.verification.measure;

import java.util.List;

/**
 * A quantity over another, for a chart: bytes over time, latency over followers.
 *
 * @param chart the charts' curves of the same scenario and chart name are drawn together, for
 *     example {@code quiet} or {@code api-latency}
 * @param subject the subject's name
 * @param name the curve's name within the chart, for example {@code overlord gzip}
 * @param xUnit the unit of the first of each point, for example {@code s}
 * @param yUnit the unit of the second
 * @param points pairs, by rising x
 */
public record Curve(
    String scenario,
    String subject,
    String chart,
    String name,
    String xUnit,
    String yUnit,
    List<double[]> points) {}
