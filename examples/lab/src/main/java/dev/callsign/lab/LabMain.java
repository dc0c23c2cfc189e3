package dev.callsign.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Keeps a lab up for a directory in development, and prints the configuration it needs. */
public final class LabMain {

  private static final List<String> NAMES = List.of("alice", "bob");

  private LabMain() {}

  /**
   * Runs until it is stopped.
   *
   * @param arguments the names to host, alice and bob when there are none; with {@code
   *     --free-ports} first, on any free ports instead of 15353 (DNS), 15443 (TLS) and 15080 (CRL)
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> names = List.of(arguments);
    LabPorts ports = LabPorts.fixed();
    if (!names.isEmpty() && names.getFirst().equals("--free-ports")) {
      ports = LabPorts.free();
      names = names.subList(1, names.size());
    }
    Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom(), ports);
    Runtime.getRuntime().addShutdownHook(new Thread(lab::close));
    for (String name : names.isEmpty() ? NAMES : names) {
      lab.host(name);
    }
    Path folder = Files.createTempDirectory("callsign-lab");
    print(lab, lab.writeAnchor(folder.resolve("root.pem")), System.out);
    deleteOnExit(folder);
    new CountDownLatch(1).await();
  }

  private static void print(Lab lab, Path anchor, PrintStream out) {
    lab.hosts().forEach(host -> out.println("# " + lab.statementUri(host)));
    lab.directoryProperties(anchor).forEach((key, value) -> out.println(key + "=" + value));
  }

  /** The JVM deletes in the opposite order: what is in the folder first. */
  private static void deleteOnExit(Path folder) throws IOException {
    folder.toFile().deleteOnExit();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> file.toFile().deleteOnExit());
    }
  }
}
