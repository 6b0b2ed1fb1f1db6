/**
 * A release: a folder to publish, made in steps. Each step is a file; what is finished is recorded
 * with the digests of what it was made of and of what it made, so that a run that was broken off
 * goes on where it was.
 */
package io.druidpatch.release;
