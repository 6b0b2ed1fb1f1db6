/** The repository that the tool owns, its worktree, and reads and edits of trees in it, by JGit. */
package io.druidpatch.git;
