package dev.callsign.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged programs, where the build put them. */
final class Packaged {
  private static final List<String> WITHOUT_NETWORK = List.of("unshare", "--net");

  private Packaged() {}

  static Path directory() {
    return jar("callsign.directory.jar");
  }

  /** The directory as it is built for PostgreSQL. */
  static Path directoryForPostgres() {
    return jar("callsign.directory.postgresql.jar");
  }

  /** What a run of the agent printed and how it ended. */
  record Run(int exitCode, String output) {}

  /** Runs the packaged agent with its working directory in {@code folder}. */
  static Run agent(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(folder, List.of(), arguments);
  }

  /** Runs the packaged agent where there is no network, not even loopback. */
  static Run agentWithoutNetwork(Path folder, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, WITHOUT_NETWORK, arguments);
  }

  /** Mounts a small disk at {@code full}, for one process and its children, and fills it. */
  private static final List<String> FULL_DISK =
      List.of(
          "unshare",
          "--mount",
          "sh",
          "-c",
          "mkdir -p full && mount -t tmpfs -o size=256k,mode=0700 none full && cp -a \"$0/.\" full/"
              + " && { dd if=/dev/zero of=full/fill 2>/dev/null || :; } && exec \"$@\"");

  /** Runs the packaged agent where {@code full} is a copy of a folder on a disk without room. */
  static Run agentOnAFullDisk(Path folder, Path copied, String... arguments)
      throws IOException, InterruptedException {
    List<String> wrapper = new ArrayList<>(FULL_DISK);
    wrapper.add(copied.toAbsolutePath().toString());
    return run(folder, wrapper, arguments);
  }

  /** Whether this machine lets a process have a disk of its own. */
  static boolean canMount() throws InterruptedException {
    return works(List.of("unshare", "--mount", "true"));
  }

  /** Whether this machine lets a process be started without a network. */
  static boolean canCutTheNetwork() throws InterruptedException {
    List<String> command = new ArrayList<>(WITHOUT_NETWORK);
    command.add("true");
    return works(command);
  }

  private static boolean works(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts the packaged agent; both its streams are the process's output. */
  static Process startAgent(Path folder, String... arguments) throws IOException {
    return new ProcessBuilder(command(List.of(), arguments))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static List<String> command(List<String> wrapper, String... arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(jar("callsign.agent.jar").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Run run(Path folder, List<String> wrapper, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = command(wrapper, arguments);
    File output = Files.createTempFile(folder, "agent-", ".log").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the agent does not end: " + command);
    }
    return new Run(process.exitValue(), Files.readString(output.toPath()));
  }

  private static Path jar(String property) {
    Path jar = Path.of(System.getProperty(property));
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: run ./mvnw -DskipTests package first");
    }
    return jar.toAbsolutePath().normalize();
  }
}
