/**
 * Scenarios of tasks themselves: whether they end, where they run, their status and reports, and
 * their logs in the object store, also where the Overlord has just become the leader or the
 * Kubernetes API is silent.
 */
package io.druidpatch.verification.scenario.task;
