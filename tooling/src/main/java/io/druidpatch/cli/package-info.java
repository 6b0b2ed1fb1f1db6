/**
 * The command line: one class for each command, which reads options and prints text or JSON. The
 * work is done in the packages below.
 */
package io.druidpatch.cli;
