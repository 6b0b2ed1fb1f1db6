/** The rules for the module's own layout, as tests. */
package io.druidpatch.layout;
