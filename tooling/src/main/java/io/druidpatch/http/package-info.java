/** What HTTP clients of this tool have in common. */
package io.druidpatch.http;
