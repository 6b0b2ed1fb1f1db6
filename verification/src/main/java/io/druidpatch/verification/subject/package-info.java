/** The Druids that are measured side by side. */
package io.druidpatch.verification.subject;
