package dev.callsign.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own: a new, empty cluster in a temporary folder, made and served by the
 * installed programs, on a free port of 127.0.0.1 that only its password opens.
 *
 * <p>A commit is on the disk before it returns, as PostgreSQL does by default. Root may not run
 * PostgreSQL: for root the programs run as the user {@code postgres}, through {@code setpriv}.
 *
 * <p>{@link #close()} ends the server and deletes the folder; so does the end of this virtual
 * machine.
 */
public final class LabPostgres implements AutoCloseable {

  /** Why tests are skipped where there is none. */
  public static final String MISSING = "postgresql is not installed: apt-get install postgresql";

  private static final String USERNAME = "callsign";

  /** The database that every new cluster has. */
  private static final String DATABASE = "postgres";

  /** Where Debian puts each version: {@code <version>/bin}. */
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  /** The user that Debian's package creates. */
  private static final String UNPRIVILEGED = "postgres";

  private final Path programs;
  private final Path folder;
  private final String password = UUID.randomUUID().toString();
  private final Thread hook = new Thread(this::end);
  private int port;

  private LabPostgres(Path programs, Path folder) {
    this.programs = programs;
    this.folder = folder;
  }

  /**
   * The folder of the server's programs: that of Debian's highest version, or the first one on the
   * path. Empty when there is none; a client alone does not count.
   */
  public static Optional<Path> installed() {
    return Stream.concat(debian().stream(), path()).filter(LabPostgres::hasServer).findFirst();
  }

  /**
   * Makes a cluster and serves it; returns when it accepts connections.
   *
   * @throws IllegalStateException when PostgreSQL is not installed
   */
  public static LabPostgres start() {
    Path programs = installed().orElseThrow(() -> new IllegalStateException(MISSING));
    try {
      LabPostgres postgres =
          new LabPostgres(programs, Files.createTempDirectory("callsign-postgresql"));
      Runtime.getRuntime().addShutdownHook(postgres.hook);
      try {
        postgres.initialize();
        postgres.serve();
      } catch (IOException | RuntimeException e) {
        postgres.close();
        throw e;
      }
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start PostgreSQL", e);
    }
  }

  /** The JDBC URL of its database. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  /** The superuser, to whom the database belongs. */
  public String username() {
    return USERNAME;
  }

  /** The superuser's password. */
  public String password() {
    return password;
  }

  /** The configuration of a directory that keeps its records here. */
  public Map<String, String> jdbcProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("quarkus.datasource.jdbc.url", url());
    properties.put("quarkus.datasource.username", username());
    properties.put("quarkus.datasource.password", password());
    return properties;
  }

  /** The server's first process, from which all others descend. */
  public ProcessHandle handle() {
    try {
      String pid = Files.readAllLines(data().resolve("postmaster.pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL is not running", e);
    }
  }

  /** Ends every process of the server at once, without a word to anybody and without tidying up. */
  public void kill() {
    control("-m", "immediate", "stop");
  }

  /**
   * Serves the same cluster at the same port again, stopping the server first when it runs; returns
   * when it accepts connections.
   */
  public void restart() {
    control("-m", "fast", "restart");
  }

  /** Ends the server and its connections, and deletes the cluster. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the virtual machine is going down and runs the hook itself
    }
  }

  /** The folder of the cluster, its socket and its logs. */
  Path folder() {
    return folder;
  }

  /** The port at which it listens. */
  int port() {
    return port;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path log() {
    return folder.resolve("postgres.log");
  }

  private void initialize() throws IOException {
    Path passwordFile = Files.writeString(folder.resolve("password"), password);
    if (isRoot()) {
      hand(folder);
      hand(passwordFile);
    }
    run(
        "initdb",
        "--pgdata=" + data(),
        "--username=" + USERNAME,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync");
  }

  /** Starts the server, at another port when somebody takes the free one first. */
  private void serve() throws IOException {
    for (int attempt = 1; true; attempt++) {
      try (ServerSocket free = Loopback.listen(0)) {
        port = free.getLocalPort();
      }
      Files.writeString(
          data().resolve("postgresql.auto.conf"),
          """
          listen_addresses = '127.0.0.1'
          port = %d
          unix_socket_directories = '%s'
          """
              .formatted(port, folder));
      try {
        control("start");
        return;
      } catch (IllegalStateException e) {
        boolean taken = Files.exists(log()) && Files.readString(log()).contains("could not bind");
        if (!taken || attempt == Loopback.ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void end() {
    if (Files.exists(data().resolve("postmaster.pid"))) {
      control("-m", "fast", "stop");
    }
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }

  /** Runs {@code pg_ctl}, which waits until what it was told to do is done. */
  private void control(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("--pgdata=" + data(), "--log=" + log(), "--wait"));
    command.addAll(List.of(arguments));
    run("pg_ctl", command.toArray(String[]::new));
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of(
              "setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED, "--init-groups"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("commands.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(program + " failed:\n" + text(output) + text(log()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + program, e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void hand(Path file) throws IOException {
    Files.setOwner(
        file,
        file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED));
  }

  private static boolean hasServer(Path folder) {
    return Stream.of("initdb", "pg_ctl", "postgres")
        .allMatch(program -> Files.isExecutable(folder.resolve(program)));
  }

  /** The folders of the versions that Debian's packages installed, the highest first. */
  private static List<Path> debian() {
    if (!Files.isDirectory(VERSIONS)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .filter(version -> version.getFileName().toString().matches("[0-9]{1,9}"))
          .sorted(Comparator.comparing(LabPostgres::number).reversed())
          .map(version -> version.resolve("bin"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + VERSIONS, e);
    }
  }

  private static Integer number(Path version) {
    return Integer.valueOf(version.getFileName().toString());
  }

  private static Stream<Path> path() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).map(Path::of);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
