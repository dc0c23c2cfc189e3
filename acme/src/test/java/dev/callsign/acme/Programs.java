package dev.callsign.acme;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that tests start where they are installed. */
public final class Programs {

  private Programs() {}

  /** The program; ends the test, with the reason, on a machine without it. */
  public static Path require(String name, String howToGetIt) {
    Optional<Path> program = find(name);
    if (program.isEmpty()) {
      System.out.println("skipped: " + name + " is not installed; " + howToGetIt);
    }
    assumeTrue(program.isPresent(), name + " is not installed; " + howToGetIt);
    return program.orElseThrow();
  }

  /** A program on the path, or where Debian puts what only root is expected to start. */
  private static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Stream.of(path.split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A port of loopback that nobody listened on a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
