package io.druidpatch.build;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user decides of the machine's part in a build.
 *
 * @param jdk the JDK to build with, if not the one at hand
 * @param withoutSigar whether placeholders stand for Sigar
 */
public record BuildEnvironment(Optional<Path> jdk, boolean withoutSigar) {}
