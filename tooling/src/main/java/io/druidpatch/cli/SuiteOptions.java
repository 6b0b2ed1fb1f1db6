package io.druidpatch.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that the suite gets as they are; it says itself what is wrong with one. */
final class SuiteOptions {
  @Option(
      names = "--cluster",
      paramLabel = "auto|k3s|kubeconfig|embedded",
      description = {
        "What tasks run on. kubeconfig: a Kubernetes that is there. k3s: one in a container."
            + " embedded: Kubernetes' API in the suite's process, and pods that are processes of"
            + " this machine. auto, the default: the first of these that can be had."
      })
  private String cluster;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "kubeconfig: the file. Default: $KUBECONFIG.")
  private String kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "kubeconfig: the context. Default: the file's current one.")
  private String context;

  @Option(
      names = "--host-address",
      paramLabel = "ADDRESS",
      description = "This machine's address as pods reach it. Default: found out.")
  private String hostAddress;

  @Option(names = "--k3s-image", paramLabel = "IMAGE", description = "k3s: its image.")
  private String k3sImage;

  @Option(
      names = "--s3",
      paramLabel = "auto|s3proxy|minio|URL",
      description = {
        "The object store for task logs. s3proxy, the default: in the suite's process. minio: in a"
            + " container. URL: http(s)://HOST[:PORT]/BUCKET of one that is there, with"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment."
      })
  private String s3;

  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      description = "Run this scenario only. Can be repeated.")
  private List<String> only = List.of();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Take at least N of the samples that are worth repeating.")
  private Integer repeat;

  @Option(names = "--quick", description = "The short form of each scenario.")
  private boolean quick;

  @Option(names = "--keep", description = "Leave the data of Druid's processes there.")
  private boolean keep;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description = "What `ours` has to meet. Default: verification/thresholds.yaml.")
  private String thresholds;

  /** Those that decide which cluster it is. */
  List<String> cluster() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--cluster", cluster);
    add(arguments, "--kubeconfig", kubeconfig);
    add(arguments, "--context", context);
    add(arguments, "--host-address", hostAddress);
    add(arguments, "--k3s-image", k3sImage);
    return arguments;
  }

  /** All others. */
  List<String> others() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--s3", s3);
    only.forEach(scenario -> add(arguments, "--only", scenario));
    add(arguments, "--repeat", repeat);
    add(arguments, "--quick", quick);
    add(arguments, "--keep", keep);
    add(arguments, "--thresholds", thresholds);
    return arguments;
  }

  private static void add(List<String> arguments, String option, Object value) {
    if (value != null) {
      arguments.add(option);
      arguments.add(value.toString());
    }
  }

  private static void add(List<String> arguments, String option, boolean given) {
    if (given) {
      arguments.add(option);
    }
  }
}
