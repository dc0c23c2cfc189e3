package dev.callsign.acme.challenge;

import dev.callsign.acme.order.OpenChallenge;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1OctetString;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an answer to tls-alpn-01 as an authority does (RFC 8737 §3): a handshake with every
 * address of the domain, and the certificate that comes.
 */
public final class TlsAlpnProbe {

  /** The only port that an authority asks (RFC 8737 §3). */
  public static final int PORT = 443;

  /** What is negotiated for the challenge and for nothing else (RFC 8737 §6.2). */
  static final String PROTOCOL = "acme-tls/1";

  private final EveryAddress addresses;
  private final SSLContext tls;

  /** Looks by way of this machine's resolver, on port {@value #PORT}. */
  public TlsAlpnProbe(SecureRandom random) {
    this(HostAddresses.SYSTEM, PORT, random);
  }

  /** Looks elsewhere: for authorities that do, too, as those of tests. */
  public TlsAlpnProbe(HostAddresses hosts, int port, SecureRandom random) {
    this.addresses = new EveryAddress(hosts, port);
    this.tls = UnverifiedTls.context(random);
  }

  /** What is wrong with the answer that stands; empty when nothing is. */
  Optional<String> complaint(OpenChallenge challenge) {
    return addresses.complaint(challenge.domain(), address -> complaint(challenge, address));
  }

  private Optional<String> complaint(OpenChallenge challenge, InetSocketAddress address)
      throws IOException {
    try (Socket raw = new Socket()) {
      raw.connect(address, (int) EveryAddress.LIMIT.longest().toMillis());
      try (SSLSocket socket =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(raw, challenge.domain(), address.getPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {PROTOCOL});
        parameters.setServerNames(List.of(new SNIHostName(challenge.domain())));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!PROTOCOL.equals(socket.getApplicationProtocol())) {
          return Optional.of("does not speak " + PROTOCOL + ": another server answers there");
        }
        Certificate leaf = socket.getSession().getPeerCertificates()[0];
        return complaint((X509Certificate) leaf, challenge);
      }
    }
  }

  /** What is wrong with a certificate (RFC 8737 §3). */
  static Optional<String> complaint(X509Certificate leaf, OpenChallenge challenge) {
    Set<String> critical = leaf.getCriticalExtensionOIDs();
    byte @Nullable [] value = leaf.getExtensionValue(AlpnCertificate.ACME_IDENTIFIER);
    if (critical == null || value == null || !critical.contains(AlpnCertificate.ACME_IDENTIFIER)) {
      return Optional.of("presents a certificate that answers no challenge");
    }
    return Arrays.equals(digest(value), challenge.digest())
        ? Optional.empty()
        : Optional.of("presents a certificate that answers another challenge");
  }

  private static byte[] digest(byte[] value) {
    try {
      byte[] inner = ASN1OctetString.getInstance(value).getOctets();
      return ASN1OctetString.getInstance(inner).getOctets();
    } catch (IllegalArgumentException | ClassCastException e) {
      return new byte[0];
    }
  }
}
