package dev.callsign.acme.challenge;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A web server that serves the files of a folder. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final Path root;
  private final Set<String> modes;

  private FileServer(HttpServer server, Path root, Set<String> modes) {
    this.server = server;
    this.root = root;
    this.modes = modes;
  }

  static FileServer start(Path root, int port) throws IOException {
    return start(root, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  static FileServer start(Path root, InetSocketAddress address) throws IOException {
    Files.createDirectories(root);
    HttpServer server = HttpServer.create(address, 0);
    Set<String> modes = ConcurrentHashMap.newKeySet();
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
            if (!Files.isRegularFile(file)) {
              exchange.sendResponseHeaders(404, -1);
              return;
            }
            modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            byte[] content = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          }
        });
    server.start();
    return new FileServer(server, root, modes);
  }

  Path root() {
    return root;
  }

  /** The modes of the files that somebody asked for. */
  Set<String> modes() {
    return modes;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
