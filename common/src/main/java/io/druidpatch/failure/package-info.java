/**
 * What goes wrong: exit codes, messages that say how to fix it, and commands as the user can paste
 * them. Logins are taken out of every message.
 */
package io.druidpatch.failure;
