package dev.callsign.directory;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request that no HTTP client would send. */
final class RawRequest {
  private RawRequest() {}

  /**
   * Sends lines and reads the answer up to the end of the connection.
   *
   * @param lines the last one without a line end
   */
  static String send(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket
          .getOutputStream()
          .write(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
