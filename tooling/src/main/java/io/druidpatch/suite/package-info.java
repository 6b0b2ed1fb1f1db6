/** The verification suite, as a program of its own that this tool starts. */
package io.druidpatch.suite;
