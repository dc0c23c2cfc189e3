package dev.callsign.acme.challenge;

import dev.callsign.acme.order.OpenChallenge;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at an answer to http-01 as an authority does (RFC 8555 §8.3): asks every address of the
 * domain for the path of the token.
 *
 * <p>A redirect counts as the right answer: the authority follows it, and where it leads is NOT
 * checked here. Neither is whether the authority sees the same addresses.
 */
public final class HttpProbe {

  /** The only port that an authority asks first (RFC 8555 §8.3). */
  public static final int PORT = 80;

  /** Bytes of an answer that are read: key authorizations have 87, heads some hundred. */
  static final int MAX_ANSWER_BYTES = 16 * 1024;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final Pattern END_OF_HEAD = Pattern.compile("\r?\n\r?\n");

  private static final String OK = "200";
  private static final Pattern REDIRECT = Pattern.compile("30[12378]");

  private final EveryAddress addresses;

  /** Looks by way of this machine's resolver, on port {@value #PORT}. */
  public HttpProbe() {
    this(HostAddresses.SYSTEM, PORT);
  }

  /** Looks elsewhere: for authorities that do, too, as those of tests. */
  public HttpProbe(HostAddresses hosts, int port) {
    this.addresses = new EveryAddress(hosts, port);
  }

  /** What is wrong with the answer that stands; empty when nothing is. */
  Optional<String> complaint(OpenChallenge challenge) {
    return addresses.complaint(challenge.domain(), address -> complaint(challenge, address));
  }

  private static Optional<String> complaint(OpenChallenge challenge, InetSocketAddress address)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) EveryAddress.LIMIT.longest().toMillis());
      // HTTP/1.0, because its answers are never chunked.
      String request =
          "GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: callsign-acme\r\nConnection: close\r\n\r\n"
              .formatted(challenge.path(), challenge.domain());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return complaint(
          new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.ISO_8859_1),
          challenge.keyAuthorization());
    }
  }

  /** What is wrong with an answer, head and body. */
  static Optional<String> complaint(String answer, String keyAuthorization) {
    String[] parts = END_OF_HEAD.split(answer, 2);
    Matcher line = STATUS_LINE.matcher(parts[0].lines().findFirst().orElse(""));
    if (!line.matches() || parts.length < 2) {
      return Optional.of("answers something that is not HTTP/1.1");
    }
    String status = line.group(1);
    if (REDIRECT.matcher(status).matches()) {
      return Optional.empty();
    }
    if (!status.equals(OK)) {
      return Optional.of("answers the token with status " + status);
    }
    return parts[1].stripTrailing().equals(keyAuthorization)
        ? Optional.empty()
        : Optional.of("answers the token with something else: another server answers there");
  }
}
