/**
 * What the commands do. Each job is a file; it reads the series, works on the repository and
 * returns a value that the command line prints.
 */
package io.druidpatch.jobs;
