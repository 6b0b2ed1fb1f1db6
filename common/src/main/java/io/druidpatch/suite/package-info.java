/**
 * What the tool and the suite that {@code verify} starts agree on: the options that both command
 * lines have, the kinds of cluster and which of them is available, the names of the scenarios, the
 * folder of a report, and the plan that the tool hands to the suite. Each is declared here once.
 */
package io.druidpatch.suite;
