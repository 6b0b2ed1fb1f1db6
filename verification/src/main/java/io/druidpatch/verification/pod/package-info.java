/**
 * The program that runs in a pod in place of a peon. A pod gets its classes one by one, so each
 * class depends on no other.
 */
package io.druidpatch.verification.pod;
