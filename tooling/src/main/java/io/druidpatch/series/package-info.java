/**
 * {@code series.yaml}: read strictly and edited in place. YAML nodes are read by hand, since a
 * binding to classes has no lines for its errors, and writing a bound tree loses the comments.
 */
package io.druidpatch.series;
