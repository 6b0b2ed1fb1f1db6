/** What is done to a running Druid, and what is measured of it. */
package io.druidpatch.verification.scenario;
