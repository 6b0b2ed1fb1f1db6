/** What goes beside a distribution: what is in it, and what it was made of. */
package io.druidpatch.provenance;
