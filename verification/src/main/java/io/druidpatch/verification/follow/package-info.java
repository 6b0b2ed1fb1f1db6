/**
 * Clients that follow a log and record when each byte arrived. httpcore5 parses the answers of a
 * {@code Follower}, over a socket of our own. A {@code Crowd} takes thousands of answers on one
 * thread and searches their raw bytes for lines: what it measures is the load on Druid, and parsing
 * would be load on the machine that measures.
 */
package io.druidpatch.verification.follow;
