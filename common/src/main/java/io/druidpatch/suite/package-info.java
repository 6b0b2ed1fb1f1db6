/**
 * What the tool and the suite that {@code verify} starts agree on: the kinds of cluster, the names
 * of the scenarios, the options that the tool passes on, and the folder of a report. Each is
 * declared here once, and both command lines use it.
 */
package io.druidpatch.suite;
