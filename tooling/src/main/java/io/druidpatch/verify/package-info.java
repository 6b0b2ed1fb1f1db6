/**
 * The command {@code verify}: chooses the subjects, builds what is missing of them, and starts the
 * verification suite as a process of its own.
 */
package io.druidpatch.verify;
