package dev.callsign.acme.order;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which ACME server is asked, and who vouches for its HTTPS.
 *
 * @param directory where its directory is (RFC 8555 §7.1.1), HTTPS
 * @param addedAnchors trusted beside the JVM's own anchors, for a private authority; for this
 *     server's HTTPS only, never for what it issues
 */
public record AcmeServer(URI directory, List<X509Certificate> addedAnchors) {

  /** Refuses an address that is not HTTPS (RFC 8555 §6.1). */
  public AcmeServer {
    if (!"https".equalsIgnoreCase(directory.getScheme()) || directory.getHost() == null) {
      throw new IllegalArgumentException("not an HTTPS address: " + directory);
    }
    addedAnchors = List.copyOf(addedAnchors);
  }

  /**
   * A server as a caller names it.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: not an HTTPS address
   */
  public static AcmeServer of(URI directory) throws CommandFailure {
    try {
      return new AcmeServer(directory, List.of());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "the directory of an ACME server is an https address, such as"
              + " https://acme-v02.api.letsencrypt.org/directory; this is none: "
              + directory);
    }
  }

  /**
   * This server, with the certificates in a PEM file trusted for its HTTPS.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no certificates in it; otherwise as {@link
   *     InputFile#read}
   */
  public AcmeServer trusting(Path anchors) throws CommandFailure {
    try {
      CertificateChain chain = CertificateChain.parsePem(InputFile.readText(anchors));
      return new AcmeServer(directory, chain.certificates());
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, anchors + " holds no certificates in PEM: " + e.detail());
    }
  }
}
