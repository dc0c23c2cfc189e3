package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.Answer;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryExchange;
import dev.callsign.acme.directory.Refusal;
import dev.callsign.acme.directory.StreamNews;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.DirectoryKey;
import dev.callsign.event.EventVerdict;
import dev.callsign.event.EventVerifier;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one connection. One that is signed (docs/protocol.md §8, Deliveries; {@code
 * aud} is the address of the connection) is verified with the keys that the directory publishes;
 * one that is not is as good as the connection. Not safe for concurrent use.
 */
final class EventDocuments {

  /** Bytes of what a directory says of itself: 100 keys and its policy are below 40,000. */
  static final int MAX_KEYS_BYTES = 64 * 1024;

  private final DirectoryAddress directory;
  private final Callsign callsign;
  private final Clock clock;
  private @Nullable List<DirectoryKey> keys;

  EventDocuments(DirectoryAddress directory, Callsign callsign, Clock clock) {
    this.directory = directory;
    this.callsign = callsign;
    this.clock = clock;
  }

  /**
   * Reads one.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no event, one of another callsign or with another id
   *     than the message, or a signature that does not verify; otherwise the keys could not be had
   */
  DirectoryEvent read(StreamNews.Message message) throws CommandFailure {
    byte[] data = message.data().getBytes(StandardCharsets.UTF_8);
    DirectoryEvent event;
    if (message.data().startsWith("{")) {
      try {
        event = DirectoryEvent.parse(data, NamePolicy.WITH_TEST_NAMES);
      } catch (MalformedException e) {
        throw strange(e.detail());
      }
    } else {
      event = verified(data);
    }
    if (!event.callsign().equals(callsign)) {
      throw strange("it tells of another callsign");
    }
    if (!message.id().equals(Long.toString(event.id()))) {
      throw strange("an event says another id than the message that it is in");
    }
    return event;
  }

  private DirectoryEvent verified(byte[] jws) throws CommandFailure {
    if (keys == null) { // once for each connection: a stranger's kid shall not make us ask for ever
      keys = fetchKeys();
    }
    EventVerifier verifier = new EventVerifier(NamePolicy.WITH_TEST_NAMES, directory.base(), keys);
    return switch (verifier.verify(jws, directory.events(callsign), clock.instant())) {
      case EventVerdict.Verified good -> good.event();
      case EventVerdict.Refused refused ->
          throw strange("an event does not verify: " + refused.detail());
      case EventVerdict.Unreadable unreadable ->
          throw strange("what it tells is no event: " + unreadable.detail());
    };
  }

  private List<DirectoryKey> fetchKeys() throws CommandFailure {
    HttpRequest request =
        HttpRequest.newBuilder(directory.self()).header("Accept", "application/json").build();
    Answer answer = new DirectoryExchange(directory).send(request, MAX_KEYS_BYTES);
    if (answer.status() != Answer.OK) {
      throw Refusal.of(answer);
    }
    try {
      return DirectoryKey.parseKeys(answer.body());
    } catch (MalformedException e) {
      throw strange(e.detail());
    }
  }

  private CommandFailure strange(String why) {
    return new CommandFailure(
        ExitCode.BAD_INPUT, directory + " does not answer as a directory does: " + why);
  }
}
