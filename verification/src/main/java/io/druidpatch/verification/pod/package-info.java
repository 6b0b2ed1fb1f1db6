/** What runs in a pod in the place of a peon. Its classes go there one by one: they stand alone. */
package io.druidpatch.verification.pod;
