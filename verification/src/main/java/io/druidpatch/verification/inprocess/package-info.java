/**
 * What can be measured without a git host, a cluster or an object store: the Overlord's log
 * resource over HTTP on loopback, from Druid's released jars and with the series' patches to it.
 * The subjects are served by processes of their own (the module {@code in-process}), since Druid's
 * libraries are older than the suite's. All of them run at the same time, and each round takes them
 * in turn, so that other load on the machine affects all.
 */
package io.druidpatch.verification.inprocess;
