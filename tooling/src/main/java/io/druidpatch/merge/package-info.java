/**
 * Three-way merges of picks. JGit merges a file; what is by hand here is that a recorded resolution
 * decides a single hunk, and only the hunk that it was made for.
 */
package io.druidpatch.merge;
