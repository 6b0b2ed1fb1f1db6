/**
 * The Maven modules of Druid's source tree: which there are, which of them the series touches, and
 * which have to be built because no repository has them.
 */
package io.druidpatch.modules;
