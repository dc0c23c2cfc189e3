package dev.callsign.acme.agent;

import dev.callsign.acme.challenge.TimeLimit;
import dev.callsign.acme.challenge.UnverifiedTls;
import dev.callsign.name.Callsign;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Sees which leaf a host presents and which statement it serves. Believes and verifies nothing. */
final class HostProbe {

  /** For all of it: a host that takes longer counts as one that does not answer. */
  static final TimeLimit LIMIT = new TimeLimit(Duration.ofSeconds(10));

  /** Bytes of an answer that are read: a statement has at most 16 KiB, heads some hundred bytes. */
  private static final int MAX_ANSWER_BYTES = 32 * 1024;

  private static final String END_OF_HEAD = "\r\n\r\n";

  private final SSLContext tls;

  HostProbe(SecureRandom random) {
    this.tls = UnverifiedTls.context(random);
  }

  /**
   * What was seen.
   *
   * @param leaf SHA-256 of it, base64url; null when no handshake was done
   * @param statement SHA-256 of it, base64url; null when none was served
   */
  record Sight(@Nullable String leaf, @Nullable String statement) {
    static final Sight NOTHING = new Sight(null, null);
  }

  /** Looks once. */
  Sight look(Callsign callsign, InetSocketAddress at) {
    AtomicReference<@Nullable String> leaf = new AtomicReference<>();
    try {
      String body = body(LIMIT.call(() -> ask(callsign, at, leaf)));
      return new Sight(leaf.get(), body == null ? null : StatementSigner.sha256(body));
    } catch (IOException e) {
      return new Sight(leaf.get(), null); // what was seen until then is what was seen
    }
  }

  private String ask(
      Callsign callsign, InetSocketAddress at, AtomicReference<@Nullable String> leaf)
      throws IOException {
    try (Socket raw = connected(at);
        SSLSocket socket =
            (SSLSocket)
                tls.getSocketFactory().createSocket(raw, callsign.aLabel(), at.getPort(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(callsign.aLabel())));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      leaf.set(
          Fingerprint.ofCertificate(
              (X509Certificate) socket.getSession().getPeerCertificates()[0]));
      // HTTP/1.0, because its answers are never chunked.
      String request =
          "GET /.well-known/callsign/statement.jws HTTP/1.0\r\nHost: %s\r\nUser-Agent: callsign-acme\r\n\r\n"
              .formatted(callsign.aLabel());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  private static Socket connected(InetSocketAddress at) throws IOException {
    Socket raw = new Socket();
    try {
      raw.connect(at, (int) LIMIT.longest().toMillis());
      return raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static @Nullable String body(String answer) {
    int end = answer.indexOf(END_OF_HEAD);
    boolean isOk = answer.matches("(?s)HTTP/1\\.[01] 200[ \r].*");
    return isOk && end > 0 ? answer.substring(end + END_OF_HEAD.length()).strip() : null;
  }
}
