package dev.callsign.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The addresses of this machine that nobody else can reach. */
final class Loopback {

  /** Where the lab listens. */
  static final InetAddress IPV4 = address(127, 0, 0, 1);

  /** Where nobody listens: connections are refused. */
  static final InetAddress NOBODY = address(127, 0, 0, 2);

  /** Where a listener never accepts: connections time out. */
  static final InetAddress UNANSWERED = address(127, 0, 0, 3);

  private static final int BACKLOG = 64;

  /** Tries to find a port that is free on every address before giving up. */
  static final int ATTEMPTS = 20;

  private Loopback() {}

  /** The IPv6 loopback address, or empty when this machine has none. */
  static Optional<InetAddress> ipv6() {
    byte[] bytes = new byte[16];
    bytes[15] = 1;
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      try (ServerSocket probe = new ServerSocket(0, 1, address)) {
        return probe.isBound() ? Optional.of(address) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Listens at 127.0.0.1; port 0 for any. */
  static ServerSocket listen(int port) {
    return listen(port, Optional.empty()).getFirst();
  }

  /** Listens at 127.0.0.1 and, where given, at {@code other}, on the same port; 0 for any. */
  static List<ServerSocket> listen(int port, Optional<InetAddress> other) {
    for (int attempt = 1; true; attempt++) {
      List<ServerSocket> sockets = new ArrayList<>();
      try {
        sockets.add(bind(IPV4, port));
        if (other.isPresent()) {
          sockets.add(bind(other.get(), sockets.getFirst().getLocalPort()));
        }
        return sockets;
      } catch (IOException e) {
        sockets.forEach(Loopback::close);
        boolean taken = e instanceof BindException && port == 0;
        if (!taken || attempt == ATTEMPTS) {
          throw new UncheckedIOException("cannot listen on loopback port " + port, e);
        }
      }
    }
  }

  static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // it is as closed as it can be: nothing was to be kept
    }
  }

  private static ServerSocket bind(InetAddress address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true); // a fixed port can be taken again at once after a restart
      socket.bind(new InetSocketAddress(address, port), BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static InetAddress address(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }
}
