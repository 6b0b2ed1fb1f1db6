/**
 * What is shipped: the files of a distribution, jars and tarballs that come out the same bytes
 * everywhere, and how two of them differ.
 */
package io.druidpatch.distribution;
