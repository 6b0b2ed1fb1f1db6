/**
 * What upstream's later history did with the changes that the series carries: reverts, releases,
 * and later commits to the same lines.
 */
package io.druidpatch.upstream;
