package io.druidpatch.verification.cluster;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Collections;

/** The address at which the pods of a cluster reach this machine. */
final class HostAddress {
  private HostAddress() {}

  /**
   * For a cluster elsewhere, the address that packets to it leave from. For a cluster on this
   * machine, the address of Docker's bridge, which its pods share.
   *
   * @throws Failure with {@link ExitCode#CLUSTER} if the cluster is on this machine and there is no
   *     such bridge
   */
  static String towards(String apiServer) {
    URI uri = URI.create(apiServer);
    try {
      InetAddress server = InetAddress.getByName(uri.getHost());
      if (server.isLoopbackAddress()) {
        return bridge();
      }
      try (DatagramSocket socket = new DatagramSocket()) {
        // Connecting a datagram socket sends nothing; it chooses the route.
        socket.connect(new InetSocketAddress(server, 443));
        return socket.getLocalAddress().getHostAddress();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The address of Docker's bridge.
   *
   * @throws Failure with {@link ExitCode#CLUSTER} if there is none
   */
  static String bridge() {
    try {
      NetworkInterface docker = NetworkInterface.getByName("docker0");
      if (docker != null) {
        for (InetAddress address : Collections.list(docker.getInetAddresses())) {
          if (address instanceof Inet4Address) {
            return address.getHostAddress();
          }
        }
      }
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    throw Failure.of(ExitCode.CLUSTER, "--host-address")
        .says("the address at which pods reach this machine cannot be detected")
        .found("a cluster on this machine, and no interface docker0")
        .fix("name it: --host-address ADDRESS")
        .build();
  }
}
