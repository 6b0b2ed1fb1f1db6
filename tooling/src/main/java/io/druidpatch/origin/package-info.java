/**
 * Where the base and the picks come from: a git host, a repository on this machine, a bundle, or
 * the source jars on Maven Central.
 */
package io.druidpatch.origin;
