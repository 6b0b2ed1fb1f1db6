/**
 * Local patches: read, applied to a tree and written. Hunks are applied by hand, since JGit applies
 * a patch to files or with fuzz, and tells neither which line does not match nor what stands there.
 */
package io.druidpatch.patch;
