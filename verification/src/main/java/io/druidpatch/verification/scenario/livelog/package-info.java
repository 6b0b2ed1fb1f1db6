/**
 * Scenarios of one follower of a running task's log: when a line reaches it, by each route and
 * client, and whether its log is whole where connections are lost or silent, proxies close them,
 * kubelets rotate, or the log cannot be had whole.
 */
package io.druidpatch.verification.scenario.livelog;
