package dev.callsign.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged directory as a process of its own, as an operator runs it.
 *
 * <p>The H2 file of the default package is {@code data/callsign.mv.db} in the working directory;
 * the output of both packages is {@code directory.log} there. Ends with the process that started it
 * when that one ends in order.
 */
public final class DirectoryProcess implements AutoCloseable {

  /** How long a start may take on a slow machine; a start takes about five seconds on two cores. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(100);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final URI management;
  private final Path workingDirectory;
  private final Process process;
  private final Thread hook = new Thread(this::kill);

  private DirectoryProcess(URI base, URI management, Path workingDirectory, Process process) {
    this.base = base;
    this.management = management;
    this.workingDirectory = workingDirectory;
    this.process = process;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The ports of a directory. */
  public record Ports(int http, int management) {
    /** The ports of the documentation: 8080 and 9000. */
    public static Ports documented() {
      return new Ports(8080, 9000);
    }

    /** Two ports that are free now. */
    public static Ports free() {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket http = new ServerSocket(0, 1, loopback);
          ServerSocket management = new ServerSocket(0, 1, loopback)) {
        return new Ports(http.getLocalPort(), management.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException("no free port", e);
      }
    }
  }

  /**
   * Starts the directory and waits until it is ready.
   *
   * @param jar {@code quarkus-run.jar} of the packaged directory
   * @param workingDirectory where its log is, and its H2 file; created when absent
   * @param settings configuration, for example of a lab; for PostgreSQL also where the database is
   */
  public static DirectoryProcess start(
      Path jar, Path workingDirectory, Ports ports, Map<String, String> settings) {
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: run ./mvnw -DskipTests package first");
    }
    URI base = URI.create("http://localhost:" + ports.http());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dquarkus.http.host=localhost");
    command.add("-Dquarkus.management.host=localhost");
    command.add("-Dquarkus.http.port=" + ports.http());
    command.add("-Dquarkus.management.port=" + ports.management());
    command.add("-Dcallsign.base-url=" + base);
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-jar");
    command.add(jar.toAbsolutePath().toString());
    try {
      Files.createDirectories(workingDirectory);
      Process process =
          new ProcessBuilder(command)
              .directory(workingDirectory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(
                      workingDirectory.resolve("directory.log").toFile()))
              .start();
      DirectoryProcess directory =
          new DirectoryProcess(
              base,
              URI.create("http://localhost:" + ports.management()),
              workingDirectory,
              process);
      directory.awaitReady();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the directory", e);
    }
  }

  /** The base URL of its interface. */
  public URI base() {
    return base;
  }

  /** Registers a domain: {@code POST /v1/callsigns}. */
  public HttpResponse<String> register(String domain) {
    return send(
        HttpRequest.newBuilder(base.resolve("/v1/callsigns"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"domain\": \"" + domain + "\"}")));
  }

  /** Gets a path. */
  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)));
  }

  /** Posts nothing to a path. */
  public HttpResponse<String> post(String path) {
    return send(
        HttpRequest.newBuilder(base.resolve(path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Its metrics, as they are scraped. */
  public String metrics() {
    return send(HttpRequest.newBuilder(management.resolve("/q/metrics"))).body();
  }

  /** The operating system's name for it. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Kills the process at once (SIGKILL): nothing in it gets to run again. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Waits until the process ends by itself. */
  public void await() throws InterruptedException {
    process.waitFor();
  }

  /** Asks the process to stop (SIGTERM), and kills it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
    if (!Thread.currentThread().equals(hook)) {
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the virtual machine is going down and runs the hook itself
    }
  }

  private void awaitReady() {
    HttpRequest ready = HttpRequest.newBuilder(management.resolve("/q/health/ready")).build();
    long polls = START_TIMEOUT.dividedBy(POLL);
    for (long poll = 0; poll < polls && process.isAlive(); poll++) {
      try {
        if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // not listening yet
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      pause();
    }
    kill();
    throw new IllegalStateException(
        "the directory did not start; see " + workingDirectory.resolve("directory.log"));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(REQUEST_TIMEOUT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from the directory", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the directory", e);
    }
  }
}
