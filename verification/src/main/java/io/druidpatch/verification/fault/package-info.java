/**
 * Faults on demand, on the way between Druid and a server that it needs.
 *
 * <p>The proxy is written by hand. Toxiproxy, the usual one, is a program of its own, which every
 * machine would have to download or run in Docker. It works on TCP connections and sees no
 * requests, so it can neither answer one kind of request with an error, nor count the requests that
 * a fault has hit, which is how a scenario knows that it has tested something.
 */
package io.druidpatch.verification.fault;
