/**
 * YAML files that people write, read strictly: an unknown key, a key that is there twice or a
 * missing value is an error that names the line. The nodes of snakeyaml-engine are read by hand,
 * because no mapper does both: jackson-dataformat-yaml gives a tree without lines, and of a key
 * that is there twice it keeps the last.
 */
package io.druidpatch.yaml;
