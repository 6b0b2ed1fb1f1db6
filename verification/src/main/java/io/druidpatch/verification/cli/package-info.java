/**
 * The suite's command line. The tool's command {@code verify} starts it with subjects it has built.
 */
package io.druidpatch.verification.cli;
