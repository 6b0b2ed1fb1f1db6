/**
 * What a subject has to keep to be good enough: the limits that {@code thresholds.yaml} sets, and
 * whether a run's measurements are within them.
 */
package io.druidpatch.verification.threshold;
