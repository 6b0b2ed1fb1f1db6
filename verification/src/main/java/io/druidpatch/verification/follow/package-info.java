/** Clients that read a log as it comes, and say when each byte came. */
package io.druidpatch.verification.follow;
