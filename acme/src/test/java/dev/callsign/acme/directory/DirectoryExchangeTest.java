package dev.callsign.acme.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryExchangeTest {

  /** Bytes of the body that come before the directory falls silent; -1 for not even headers. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void givesUpOnADirectoryThatFallsSilent(int bytes) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          if (bytes > 0) {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[bytes]);
            exchange.getResponseBody().flush();
          }
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      DirectoryExchange exchange =
          new DirectoryExchange(DirectoryAddress.of(url), Duration.ofMillis(300));
      HttpRequest request = HttpRequest.newBuilder(url).build();

      assertThatThrownBy(() -> exchange.send(request, 1000))
          .isInstanceOfSatisfying(
              CommandFailure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.TRY_LATER))
          .hasMessageContaining("no complete answer");
    } finally {
      done.countDown();
      server.stop(0);
    }
  }
}
