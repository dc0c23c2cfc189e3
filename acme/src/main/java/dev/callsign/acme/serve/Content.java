package dev.callsign.acme.serve;

import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.x509.CertificateChain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * What is served at one time: a key with its chain, and a statement.
 *
 * @param context presents the chain, and has a cache of TLS sessions of its own
 * @param statement a character for each byte; empty when there is none
 */
record Content(SSLContext context, Optional<String> statement) {

  /**
   * That of a generation.
   *
   * @throws CommandFailure its files cannot be read
   */
  static Content of(Generation live) throws CommandFailure {
    PrivateKey key = KeyFile.readPrivate(live.key());
    Optional<String> statement =
        Files.exists(live.statement())
            ? Optional.of(new String(InputFile.read(live.statement()), StandardCharsets.ISO_8859_1))
            : Optional.empty();
    return new Content(context(key, live.chain()), statement);
  }

  private static SSLContext context(PrivateKey key, CertificateChain chain) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      X509Certificate[] certificates = chain.certificates().toArray(new X509Certificate[0]);
      context.init(new KeyManager[] {new OneKey(key, certificates)}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
