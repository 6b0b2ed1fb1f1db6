/**
 * The suite's command line. The tool's command {@code verify} starts it with a plan: subjects that
 * it has built, and a cluster that it has chosen.
 */
package io.druidpatch.verification.cli;
