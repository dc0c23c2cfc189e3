package dev.callsign.directory.fetch;

import java.time.Duration;

/**
 * What one fetch may cost.
 *
 * @param port the TCP port of the host, 443 in production
 * @param connectTimeout longest wait for the TCP connection, for each address
 * @param handshakeTimeout longest duration of the whole TLS handshake
 * @param readTimeout longest duration of the whole answer, from request to last byte
 */
public record FetchLimits(
    int port, Duration connectTimeout, Duration handshakeTimeout, Duration readTimeout) {

  /** Bytes of the largest statement (docs/protocol.md §3). */
  public static final int MAX_BODY_BYTES = 16 * 1024;

  /** Bytes of one header line: no field we need comes near it. */
  static final int MAX_HEADER_LINE_BYTES = 8 * 1024;

  /** Header lines of one answer. */
  static final int MAX_HEADER_LINES = 100;

  /** The longest of each timeout that the policy allows, and its default. */
  public static final Duration MAX_TIMEOUT = Duration.ofSeconds(10);

  /** Refuses timeouts that are not positive or above {@link #MAX_TIMEOUT}. */
  public FetchLimits {
    for (Duration timeout : new Duration[] {connectTimeout, handshakeTimeout, readTimeout}) {
      if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
        throw new IllegalArgumentException("fetch timeouts are above 0 and at most 10 s");
      }
    }
  }

  /** The limits of the policy for a host on {@code port}. */
  public static FetchLimits ofPolicy(int port) {
    return new FetchLimits(port, MAX_TIMEOUT, MAX_TIMEOUT, MAX_TIMEOUT);
  }
}
