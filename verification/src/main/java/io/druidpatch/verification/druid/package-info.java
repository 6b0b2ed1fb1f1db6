/**
 * Druid's processes, from a distribution with its own start scripts, and what can be asked of them.
 */
package io.druidpatch.verification.druid;
