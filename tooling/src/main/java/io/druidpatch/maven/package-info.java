/**
 * Maven as a tool and Maven repositories as a source: which Maven and JDK there are, one run of a
 * build, and artifacts. Knows nothing of Druid.
 */
package io.druidpatch.maven;
