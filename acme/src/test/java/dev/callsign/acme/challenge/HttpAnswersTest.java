package dev.callsign.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.Pebble;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Presentation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to http-01, and what our own look at them says. */
class HttpAnswersTest {
  private static final OpenChallenge CHALLENGE =
      new OpenChallenge("alice.callsign.test", "token", "token.thumbprint");

  @TempDir Path folder = Path.of("target");

  @ParameterizedTest
  @CsvSource({
    "GET, /.well-known/acme-challenge/token, 200",
    "HEAD, /.well-known/acme-challenge/token, 200",
    "POST, /.well-known/acme-challenge/token, 404",
    "GET, /.well-known/acme-challenge/token/, 404",
    "GET, /.well-known/acme-challenge/other, 404",
    "GET, /.well-known/acme-challenge/, 404",
    "GET, /.well-known/acme-challenge/tok%65n, 404",
    "GET, /, 404",
  })
  void answersThePathOfTheTokenAndNothingElse(String method, String path, int status)
      throws Exception {
    int port = freePort();
    try (HttpClient client = HttpClient.newHttpClient();
        var _ = standing(listener(port, Optional.empty()).present(CHALLENGE)).answer()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .method(method, BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body())
          .isEqualTo(status == 200 && method.equals("GET") ? "token.thumbprint" : "");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, loopback())) {
      OrderFailure failure =
          failure(listener(taken.getLocalPort(), Optional.empty()).present(CHALLENGE));

      assertThat(failure).isInstanceOf(OrderFailure.Local.class);
      assertThat(failure.detail()).contains("" + taken.getLocalPort(), "in use");
    }
  }

  @Test
  void noticesThatTheNameLeadsElsewhereAndFreesThePort() throws Exception {
    int port = freePort();
    HttpProbe nowhere = new HttpProbe(Pebble::loopback, freePort());

    assertThat(failure(listener(port, Optional.of(nowhere)).present(CHALLENGE)))
        .isInstanceOf(OrderFailure.ValidationFailed.class);
    new ServerSocket(port, 1, loopback()).close();
  }

  @Test
  void noticesThatTheNameHasNoAddress() throws Exception {
    HttpProbe unknown =
        new HttpProbe(
            name -> {
              throw new UnknownHostException(name);
            },
            80);

    assertThat(unknown.complaint(CHALLENGE).orElseThrow()).contains("no address");
  }

  @Test
  void wantsEveryAddressThatAnswersToAnswerRightly() throws Exception {
    int port = freePort();
    InetAddress other = InetAddress.ofLiteral("127.0.0.2");
    HttpProbe both = new HttpProbe(_ -> List.of(other, loopback()), port);
    try (var _ = standing(listener(port, Optional.empty()).present(CHALLENGE)).answer()) {
      assertThat(both.complaint(CHALLENGE)).isEmpty(); // nobody at the other one
      try (FileServer wrong =
          FileServer.start(folder.resolve("www"), new InetSocketAddress(other, port))) {
        assertThat(both.complaint(CHALLENGE).orElseThrow()).contains("127.0.0.2", "404");
        assertThat(wrong.modes()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\ntoken.thumbprint",
        "HTTP/1.0 200 OK\r\nServer: x\r\nA: b\r\n\r\ntoken.thumbprint",
        "HTTP/1.1 200\r\n\r\ntoken.thumbprint\r\n \n",
        "HTTP/1.0 200 OK\n\ntoken.thumbprint\n",
        "HTTP/1.1 301 Moved\r\nLocation: https://alice.example/\r\n\r\n",
        "HTTP/1.1 308 Moved\r\n\r\n<html>",
      })
  void isContentWithWhatAuthoritiesTake(String answer) {
    assertThat(HttpProbe.complaint(answer, "token.thumbprint")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n\r\n",
        "token.thumbprint",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\ntoken.thumbprint", // no end of the head
        "HTTP/2 200\r\n\r\ntoken.thumbprint",
        "HTTP/1.1 2000 OK\r\n\r\ntoken.thumbprint",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n token.thumbprint",
        "HTTP/1.1 200 OK\r\n\r\ntoken.thumbprint2",
        "HTTP/1.1 200 OK\r\n\r\ntoken.thumbprin",
        "HTTP/1.1 200 OK\r\n\r\n<html>token.thumbprint</html>",
        "HTTP/1.1 404 Not Found\r\n\r\ntoken.thumbprint",
        "HTTP/1.1 500 -\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n",
      })
  void complainsAboutEverythingElse(String answer) {
    assertThat(HttpProbe.complaint(answer, "token.thumbprint")).isPresent();
  }

  @Test
  void readsNoMoreHeadThanThereIs() {
    String lines = "a: b\r\n".repeat(100_000);
    assertThat(HttpProbe.complaint("HTTP/1.1 200 OK\r\n" + lines, "x")).isPresent();
    assertThat(HttpProbe.complaint("HTTP/1.1 200 OK\r\n" + lines + "\r\nx", "x")).isEmpty();
  }

  @Test
  void writesAFileForEverybodyAndRemovesIt() throws Exception {
    WebrootSolver solver = new WebrootSolver(folder, Optional.empty());
    Path file = folder.resolve(".well-known/acme-challenge/token");

    try (var _ = standing(solver.present(CHALLENGE)).answer()) {
      assertThat(file).hasContent("token.thumbprint");
      assertThat(Secrets.mode(file)).isEqualTo("rw-r--r--");
      assertThat(Secrets.mode(file.resolveSibling(""))).isEqualTo("rwxr-xr-x");
    }
    assertThat(file.resolveSibling("")).isEmptyDirectory();
    standing(solver.present(CHALLENGE)).answer().close(); // the folders are there now
  }

  @Test
  void replacesAnAnswerThatACrashLeftBehind() throws Exception {
    Path left =
        Files.createDirectories(folder.resolve(".well-known/acme-challenge")).resolve("token");
    Files.writeString(left, "something else");

    try (var _ =
        standing(new WebrootSolver(folder, Optional.empty()).present(CHALLENGE)).answer()) {
      assertThat(left).hasContent("token.thumbprint");
    }
    assertThat(left).doesNotExist();
  }

  @Test
  void saysThatTheFolderIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    for (Path root : List.of(folder.resolve("missing"), file)) {
      OrderFailure failure = failure(new WebrootSolver(root, Optional.empty()).present(CHALLENGE));

      assertThat(failure).isInstanceOf(OrderFailure.Local.class);
      assertThat(failure.detail()).contains(root + " is no folder");
    }
  }

  private static HttpListenerSolver listener(int port, Optional<HttpProbe> probe) {
    return new HttpListenerSolver(new InetSocketAddress(loopback(), port), probe);
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static Presentation.Standing standing(Presentation presentation) {
    assertThat(presentation).isInstanceOf(Presentation.Standing.class);
    return (Presentation.Standing) presentation;
  }

  private static OrderFailure failure(Presentation presentation) {
    assertThat(presentation).isInstanceOf(Presentation.Failed.class);
    return ((Presentation.Failed) presentation).failure();
  }
}
