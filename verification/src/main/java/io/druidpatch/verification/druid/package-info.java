/** Druid's processes, started by the distribution's own scripts, and their APIs. */
package io.druidpatch.verification.druid;
