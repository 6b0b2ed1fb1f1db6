/** What the tool says while it works. */
package io.druidpatch.progress;
