/**
 * Scenarios of many followers, or of badly behaved ones: what they cost the Overlord, and what they
 * cost its other clients.
 */
package io.druidpatch.verification.scenario.load;
