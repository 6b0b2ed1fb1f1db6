/** The Kubernetes clusters that tasks run on: existing ones, and ones made for a run. */
package io.druidpatch.verification.cluster;
