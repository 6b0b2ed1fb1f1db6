/**
 * Builds of the applied series: distributions, container images of them, upstream's own tests, and
 * the patched sources that can be compiled against released jars.
 */
package io.druidpatch.build;
