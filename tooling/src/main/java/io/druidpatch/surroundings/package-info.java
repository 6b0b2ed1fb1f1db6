/** What the tool takes from the user's machine, and what it does not let in. */
package io.druidpatch.surroundings;
