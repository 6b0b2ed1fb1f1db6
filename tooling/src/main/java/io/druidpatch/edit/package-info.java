/**
 * Commands that change the series, in place of a text editor. Each tries the changed series on
 * every base that it is kept for before the file is replaced.
 */
package io.druidpatch.edit;
