/** A run: subjects by scenarios, with all that it starts ended at its end. */
package io.druidpatch.verification.run;
