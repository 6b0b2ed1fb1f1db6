/**
 * The Overlord's log API in process: Druid's own resource and Jetty set-up over logs that this
 * process writes as it goes. {@link io.druidpatch.verification.log.LogServer} serves them to the
 * suite, which has other versions of Druid's libraries and so is another process.
 */
package io.druidpatch.verification.log;
