/** What a run measures. */
package io.druidpatch.verification.measure;
