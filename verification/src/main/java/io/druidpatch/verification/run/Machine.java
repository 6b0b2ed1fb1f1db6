package io.druidpatch.verification.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** The facts about the machine that a report has. */
public final class Machine {
  private Machine() {}

  /** The facts, by the names that a report has. */
  public static Map<String, String> describe() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    machine.put("memory", memory());
    machine.put(
        "operating system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put(
        "Java",
        System.getProperty("java.runtime.version") + " " + System.getProperty("java.vendor"));
    return machine;
  }

  private static String memory() {
    var system =
        (com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return Math.round(system.getTotalMemorySize() / (double) (1L << 30)) + " GiB";
  }
}
