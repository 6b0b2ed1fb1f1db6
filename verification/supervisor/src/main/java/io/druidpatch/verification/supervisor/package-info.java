/** A supervisor that asks where the tasks run, as early as a supervisor can. */
package io.druidpatch.verification.supervisor;
