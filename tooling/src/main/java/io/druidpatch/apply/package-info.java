/**
 * The apply engine and the commands that work on the applied series: it turns a series and a base
 * into commits, moves the branch, compares, exports and refreshes. A command is a class here; it
 * returns a value that the command line prints.
 */
package io.druidpatch.apply;
