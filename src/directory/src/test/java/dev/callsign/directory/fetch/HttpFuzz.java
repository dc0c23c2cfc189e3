package dev.callsign.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.directory.fuzz.FuzzTarget;
import dev.callsign.lab.Lab;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Step;
import dev.callsign.x509.CertificateChain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The input is everything a host says inside TLS; then it is the body of a well-formed answer, in
 * both of the ways in which HTTP/1.1 carries one.
 */
public final class HttpFuzz implements FuzzTarget {

  /** Findings never repeat a body; shorter ones occur in any text. */
  private static final int TELLING_CHARS = 24;

  /** What is read at a time beyond what is needed: the buffer of the connection. */
  private static final int BUFFER_BYTES = 8 * 1024;

  private static final int MAX_TAKEN =
      FetchLimits.MAX_HEADER_LINE_BYTES * (FetchLimits.MAX_HEADER_LINES + 2)
          + FetchLimits.MAX_BODY_BYTES
          + BUFFER_BYTES;

  private static final Finding CONNECTED = Finding.pass(Step.CONNECT, "a connection", "memory");

  private final Callsign callsign;
  private final CertificateChain presented;
  private final StatementExchange exchange;

  /** Makes what every exchange needs. */
  public HttpFuzz() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    Clock clock = Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC);
    try (Lab lab = Lab.start(clock, new SecureRandom())) {
      callsign = Callsign.parse("alice.example", NamePolicy.PUBLIC);
      presented = CertificateChain.of(List.of(lab.authority().anchor()));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
    exchange = new StatementExchange(FetchLimits.ofPolicy(443), "fuzz", timer);
  }

  @Override
  public boolean accepts(byte[] input) {
    MemorySocket socket = new MemorySocket(input);
    FetchResult result = fetch(socket);

    assertThat(socket.taken()).isLessThanOrEqualTo(MAX_TAKEN);
    assertThat(fetch(new MemorySocket(input))).isEqualTo(result);
    isSound(result, new String(input, StandardCharsets.ISO_8859_1));
    survives(input, withLength(input));
    survives(input, inChunks(input));
    return result instanceof FetchResult.Fetched;
  }

  private static void isSound(FetchResult result, String input) {
    assertThat(result.findings()).hasSize(2);
    assertThat(result.findings().getFirst()).isEqualTo(CONNECTED);
    assertThat(result.findings().getLast().step()).isEqualTo(Step.FETCH);
    assertThat(result.findings().getLast().failed())
        .isEqualTo(result instanceof FetchResult.Failed);
    switch (result) {
      case FetchResult.Fetched fetched -> {
        assertThat(fetched.body()).hasSizeLessThanOrEqualTo(FetchLimits.MAX_BODY_BYTES);
        repeatsNothing(fetched, fetched.body());
      }
      case FetchResult.Failed failed -> {
        String[] parts = input.split("\r?\n\r?\n", 2);
        repeatsNothing(failed, parts.length == 2 ? parts[1] : "");
      }
    }
  }

  private static void repeatsNothing(FetchResult result, String body) {
    if (body.length() >= TELLING_CHARS) {
      assertThat(result.findings()).noneMatch(f -> (f.expected() + f.seen()).contains(body));
    }
  }

  /** A body within the limit arrives as it was sent, a larger one not at all. */
  private void survives(byte[] body, byte[] answer) {
    FetchResult result = fetch(new MemorySocket(answer));
    if (body.length > FetchLimits.MAX_BODY_BYTES) {
      assertThat(result).isInstanceOf(FetchResult.Failed.class);
    } else {
      assertThat(result).isInstanceOf(FetchResult.Fetched.class);
      String sent = new String(body, StandardCharsets.ISO_8859_1);
      assertThat(sent)
          .isIn(
              ((FetchResult.Fetched) result).body(),
              ((FetchResult.Fetched) result).body() + "\n",
              ((FetchResult.Fetched) result).body() + "\r\n");
    }
  }

  private FetchResult fetch(MemorySocket socket) {
    return exchange.get(
        callsign,
        socket,
        socket,
        "memory",
        presented,
        CONNECTED,
        Deadline.after(FetchLimits.MAX_TIMEOUT, Ticker.systemTicker()));
  }

  private static byte[] withLength(byte[] body) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n"));
    answer.writeBytes(body);
    return answer.toByteArray();
  }

  private static byte[] inChunks(byte[] body) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    int size = body.length / 3 + 1;
    for (int from = 0; from < body.length; from += size) {
      int to = Math.min(from + size, body.length);
      answer.writeBytes(ascii(Integer.toHexString(to - from) + "\r\n"));
      answer.writeBytes(Arrays.copyOfRange(body, from, to));
      answer.writeBytes(ascii("\r\n"));
    }
    answer.writeBytes(ascii("0\r\n\r\n"));
    return answer.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
