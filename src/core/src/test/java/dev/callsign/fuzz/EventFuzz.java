package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.DirectoryKey;
import dev.callsign.event.EventVerdict;
import dev.callsign.event.EventVerifier;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The input is the body of a delivery to {@link #HOOK} at {@link #AT}, by the key of RFC 8037
 * Appendix A; and, as nobody can sign what the fuzzer makes, the document of an event.
 */
final class EventFuzz implements FuzzTarget {

  static final Instant AT = Instant.ofEpochSecond(1_790_000_000);
  static final URI DIRECTORY = URI.create("https://directory.example");
  static final URI HOOK = URI.create("https://hooks.watcher.example/events");

  private static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

  private final EventVerifier verifier;

  EventFuzz() {
    try {
      DirectoryKey key = DirectoryKey.decode(Base64.getUrlDecoder().decode(X));
      verifier = new EventVerifier(NamePolicy.PUBLIC, DIRECTORY, List.of(key));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean accepts(byte[] input) {
    EventVerdict verdict = verifier.verify(input, HOOK, AT);

    assertThat(verifier.verify(input, HOOK, AT)).isEqualTo(verdict);
    return switch (verdict) {
      case EventVerdict.Unreadable unreadable -> {
        assertThat(unreadable.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
        yield isEvent(input);
      }
      case EventVerdict.Refused refused -> {
        assertThat(refused.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
        yield false;
      }
      case EventVerdict.Verified verified -> {
        saysWhatAnyReaderReads(verified.event(), input);
        isOnlyForHereAndNow(input);
        yield true;
      }
    };
  }

  /** What is read and written again is the same. */
  private static boolean isEvent(byte[] input) {
    try {
      DirectoryEvent event = DirectoryEvent.parse(input, NamePolicy.PUBLIC);
      assertThat(input).hasSizeLessThanOrEqualTo(DirectoryEvent.MAX_BYTES);
      byte[] encoded = event.encode();
      assertThat(encoded).hasSizeLessThanOrEqualTo(DirectoryEvent.MAX_BYTES);
      assertThat(DirectoryEvent.parse(encoded, NamePolicy.PUBLIC).encode()).isEqualTo(encoded);
      return true;
    } catch (MalformedException e) {
      assertThat(e.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
      return false;
    }
  }

  /** Read once more as others read it: with a JSON parser that takes what comes. */
  private static void saysWhatAnyReaderReads(DirectoryEvent event, byte[] input) {
    List<String> parts = Splitter.on('.').splitToList(new String(input, StandardCharsets.US_ASCII));
    assertThat(json(parts.get(0)).required("alg").asText()).isEqualTo("EdDSA");
    JsonNode payload = json(parts.get(1));
    assertThat(payload.required("aud").asText()).isEqualTo(HOOK.toString());
    JsonNode read = payload.required("event");
    assertThat(read.required("id").asLong()).isEqualTo(event.id());
    assertThat(read.required("callsign").asText()).isEqualTo(event.callsign().aLabel());
    assertThat(read.required("type").asText()).isEqualTo(event.type());
    assertThat(read.required("state").asText()).isEqualTo(event.state());
  }

  private void isOnlyForHereAndNow(byte[] input) {
    Duration tenMinutes = EventVerifier.MAX_AGE.multipliedBy(2).plusSeconds(1);
    for (EventVerdict verdict :
        new EventVerdict[] {
          verifier.verify(input, URI.create(HOOK + "/"), AT),
          verifier.verify(input, HOOK, AT.plus(tenMinutes)),
          verifier.verify(input, HOOK, AT.minus(tenMinutes)),
          new EventVerifier(NamePolicy.PUBLIC, DIRECTORY, List.of()).verify(input, HOOK, AT)
        }) {
      assertThat(verdict).isInstanceOf(EventVerdict.Refused.class);
    }
  }

  private static JsonNode json(String base64Url) {
    return Docs.parse(new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8));
  }
}
