package dev.callsign.acme.certificate;

import dev.callsign.x509.CertificateChain;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One certificate with its key and its statement: the folder {@code gen/NNNNNN}. Never changed
 * after it has its name, but for the statement, and for the key, which is deleted when it has
 * served.
 *
 * @param number rises by 1
 * @param folder where it is
 * @param chain leaf first
 * @param origin where it came from
 * @param createdAt when it was written; whole seconds
 */
public record Generation(
    int number, Path folder, CertificateChain chain, Origin origin, Instant createdAt) {

  static final String KEY = "privkey.pem";
  static final String CERTIFICATE = "cert.pem";
  static final String CHAIN = "chain.pem";
  static final String FULL_CHAIN = "fullchain.pem";
  static final String STATEMENT = "statement.jws";
  static final String META = "meta.json";

  /** The private key in PKCS#8; missing once it was deleted. */
  public Path key() {
    return folder.resolve(KEY);
  }

  /** The chain in PEM, leaf first. */
  public Path fullChain() {
    return folder.resolve(FULL_CHAIN);
  }

  /** The statement that its key signed last; missing before there is one. */
  public Path statement() {
    return folder.resolve(STATEMENT);
  }

  /** What the schedule needs to know of the leaf. */
  Leaf leaf() {
    return Leaf.of(chain.leaf(), origin.authority());
  }
}
