package io.druidpatch.verification.inprocess;

import java.nio.file.Path;
import java.util.List;

/**
 * How a subject's server is started.
 *
 * @param subject whose it is, for messages
 * @param java the program, and the options before the class path
 * @param classPath patched classes before the released jars
 * @param mainClass {@code io.druidpatch.verification.log.LogServer}, but for tests
 * @param arguments its arguments
 * @param tails whether its Druid is to have the series' patch that gives out a log's tail
 * @param folder where it works, and writes its log {@code server.log}
 */
public record ServerSetup(
    String subject,
    List<String> java,
    String classPath,
    String mainClass,
    List<String> arguments,
    boolean tails,
    Path folder) {}
