/**
 * The limits that {@code thresholds.yaml} sets for a subject, and whether a run's measurements are
 * within them.
 */
package io.druidpatch.verification.threshold;
