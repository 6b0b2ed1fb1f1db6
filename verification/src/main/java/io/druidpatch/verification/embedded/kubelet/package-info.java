/**
 * The one node: it runs pods as processes of this machine, writes their status, and keeps, rotates
 * and sends their logs. All that is known of a process, a folder or a log file is in here.
 */
package io.druidpatch.verification.embedded.kubelet;
