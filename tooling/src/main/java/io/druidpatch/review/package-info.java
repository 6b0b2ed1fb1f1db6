/** Looks at what the entries of a series do to the base's source, one by one. Moves no branch. */
package io.druidpatch.review;
