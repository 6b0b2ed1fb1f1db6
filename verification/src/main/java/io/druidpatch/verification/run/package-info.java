/**
 * A run: subjects by scenarios, with all that it starts ended at its end; and the list of all
 * scenarios on a cluster.
 */
package io.druidpatch.verification.run;
