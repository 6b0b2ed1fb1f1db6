/**
 * The Overlord's log API in process: Druid's own resource and Jetty set-up over a log that the test
 * writes as it goes.
 */
package io.druidpatch.verification.log;
