/** Files and folders that appear whole or not at all, and the marks of those that the tool owns. */
package io.druidpatch.storage;
