package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.lab.EventStream.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How server-sent events are read: the examples are those of HTML §9.2.6. */
class EventStreamTest {

  private final List<HttpRequest> requests = new ArrayList<>();

  private LoopbackServer serve(String status, String stream) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    return LoopbackServer.start(
        List.of(listener),
        socket -> {
          HttpRequest.read(socket.getInputStream()).ifPresent(requests::add);
          String head =
              "HTTP/1.1 %s\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
          socket
              .getOutputStream()
              .write((head.formatted(status) + stream).getBytes(StandardCharsets.UTF_8));
        });
  }

  private static URI at(LoopbackServer server) {
    return URI.create("http://localhost:" + server.port() + "/events");
  }

  @Test
  void readsEventsAsABrowserDoes() throws IOException {
    try (LoopbackServer server =
            serve(
                "200 OK",
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
                    + "event: stock\ndata: YHOO\ndata: +2\ndata:  10\n\nid: 9\n\ndata: cut off");
        EventStream stream = EventStream.open(at(server))) {
      stream.awaitEnd();

      stream.awaitComment();
      assertThat(stream.messages())
          .containsExactly(
              new Message("1", "message", "first event"),
              new Message("", "message", "second event"),
              new Message("", "stock", "YHOO\n+2\n 10"));
      assertThat(stream.headers().firstValue("content-type")).hasValue("text/event-stream");
      assertThatThrownBy(() -> stream.awaitMessages(4, Duration.ofMillis(1)))
          .hasMessageContaining("waited for 4 events");
    }
  }

  @Test
  void resumesAfterAnEvent() throws IOException {
    try (LoopbackServer server = serve("200 OK", "data: x\nid: 42\n\n");
        EventStream stream = EventStream.resume(at(server), "41")) {
      assertThat(stream.awaitMessages(1)).containsExactly(new Message("42", "message", "x"));

      assertThat(requests)
          .singleElement()
          .satisfies(request -> assertThat(request.field("last-event-id")).hasValue("41"));
    }
  }

  @Test
  void takesNothingElseForAStream() throws IOException {
    try (LoopbackServer server = serve("404 Not Found", "")) {
      assertThatThrownBy(() -> EventStream.open(at(server))).hasMessageContaining("404");
    }
  }
}
