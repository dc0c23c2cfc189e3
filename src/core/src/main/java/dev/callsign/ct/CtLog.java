package dev.callsign.ct;

import dev.callsign.x509.SignatureChecks;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A log of certificates and the key it signs with.
 *
 * @param operator who runs it, for example {@code Google}
 * @param description its name, for example {@code Google 'Argon2026h1' log}
 * @param kind how its entries are read
 * @param id SHA-256 of the key's SubjectPublicKeyInfo, base64
 * @param key P-256, or RSA of at least 2048 bits (RFC 6962 §2.1.4)
 * @param notBefore the first end of a certificate that the log takes, inclusive; null for no bound
 * @param notAfter the first end of a certificate that the log no longer takes; null for no bound
 */
public record CtLog(
    String operator,
    String description,
    Kind kind,
    String id,
    PublicKey key,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter) {

  /** How the entries of a log are read; its SCTs are verified alike. */
  public enum Kind {
    /** Over the dynamic interface of RFC 6962 §4. */
    RFC6962,
    /** As static tiles (c2sp.org/static-ct-api). */
    STATIC_CT
  }

  /** HashAlgorithm and SignatureAlgorithm of TLS 1.2 (RFC 5246 §7.4.1.4.1). */
  private static final int SHA256 = 4;

  private static final int RSA = 1;
  private static final int ECDSA = 3;

  /** Whether the log takes certificates that end at this instant: logs are sharded by it. */
  public boolean takes(Instant end) {
    return (notBefore == null || !end.isBefore(notBefore))
        && (notAfter == null || end.isBefore(notAfter));
  }

  /** The log for a person, with its operator where the description does not start with him. */
  String described() {
    return description.startsWith(operator) ? description : description + " (" + operator + ")";
  }

  /** Whether this log signed {@code sct} for {@code precertificate}, extensions included. */
  boolean signed(Sct sct, Precertificate precertificate, SignatureChecks checks) {
    boolean elliptic = key instanceof ECPublicKey;
    if (sct.hashAlgorithm() != SHA256 || sct.signatureAlgorithm() != (elliptic ? ECDSA : RSA)) {
      return false;
    }
    String algorithm = elliptic ? "SHA256withECDSA" : "SHA256withRSA";
    byte[] message = sct.signedBytes(precertificate);
    byte[] signature = sct.signature();
    return checks.holds(
        algorithm, key, message, signature, () -> verifies(algorithm, message, signature));
  }

  private boolean verifies(String algorithm, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // not even the encoding of a signature
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK verifies with the keys that a log list has", e);
    }
  }
}
