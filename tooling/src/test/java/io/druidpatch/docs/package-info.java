/** Tries what a user copies: the CI files, and the commands on the pages, as they stand. */
package io.druidpatch.docs;
