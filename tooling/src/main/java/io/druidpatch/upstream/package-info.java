/**
 * What has become, in the upstream's later history, of what the series carries. It reads a history
 * and a series, and changes neither.
 */
package io.druidpatch.upstream;
