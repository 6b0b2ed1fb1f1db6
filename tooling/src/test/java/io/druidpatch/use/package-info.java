/** What a user copies or pastes, tried as it stands: the CI files and the commands on the pages. */
package io.druidpatch.use;
