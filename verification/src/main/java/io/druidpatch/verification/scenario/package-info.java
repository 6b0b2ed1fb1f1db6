/**
 * What all scenarios on a cluster share: what a scenario is, what it works with, the tasks' pods
 * and logs, the Overlord's restart, and the row that judges. The scenarios themselves are in
 * packages of their own, by subject: {@code livelog}, {@code load} and {@code task}. They do not
 * know each other; the package {@code run} has the list of them.
 */
package io.druidpatch.verification.scenario;
