/**
 * What the tests of all modules share. Each module compiles this folder among its own test sources:
 * a module of its own would have to be installed before {@code mvn -pl tooling exec:java apply}.
 */
package io.druidpatch.testing;
