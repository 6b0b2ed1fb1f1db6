/** Faults on demand, put on the way between Druid and a server that it needs. */
package io.druidpatch.verification.fault;
