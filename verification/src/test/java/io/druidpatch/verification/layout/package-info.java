/** The rules for the suite's own layout, as tests. */
package io.druidpatch.verification.layout;
