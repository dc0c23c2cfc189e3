package dev.callsign.x509;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The signatures of one verification. One that held before holds for ever: whoever remembers which
 * did need not compute them again, and everything else about them is judged anew each time.
 *
 * <p>A signature is remembered by its fingerprint: base64url SHA-256 of the name of the algorithm
 * and a zero byte, then key (SubjectPublicKeyInfo in DER), message and signature, each behind its
 * length as four bytes, big endian. Another key, message or signature is another fingerprint.
 *
 * <p>Whoever can change what is remembered can make any signature hold: it is to be kept as well as
 * the statements that were accepted, and never taken from somebody else. Not safe for concurrent
 * use; one for each verification.
 */
public final class SignatureChecks {
  private final Set<String> known;
  private final Set<String> held = new HashSet<>();

  /**
   * Checks that trust in an earlier verification.
   *
   * @param known fingerprints of signatures that held
   */
  public SignatureChecks(Set<String> known) {
    this.known = Set.copyOf(known);
  }

  /** Checks that compute every signature. */
  public static SignatureChecks all() {
    return new SignatureChecks(Set.of());
  }

  /** The fingerprints of the signatures that held in this verification, known before or not. */
  public Set<String> held() {
    return Set.copyOf(held);
  }

  /**
   * Whether a signature holds.
   *
   * @param algorithm its name, in whatever words the caller has for it
   * @param check computes it; not called where it is known
   */
  public boolean holds(
      String algorithm, PublicKey key, byte[] message, byte[] signature, BooleanSupplier check) {
    String fingerprint = fingerprint(algorithm, key, message, signature);
    boolean holds = known.contains(fingerprint) || check.getAsBoolean();
    if (holds) {
      held.add(fingerprint);
    }
    return holds;
  }

  private static String fingerprint(
      String algorithm, PublicKey key, byte[] message, byte[] signature) {
    byte[] name = algorithm.getBytes(StandardCharsets.UTF_8);
    byte[] spki = key.getEncoded();
    ByteBuffer all =
        ByteBuffer.allocate(
            name.length + 1 + 3 * Integer.BYTES + spki.length + message.length + signature.length);
    all.put(name).put((byte) 0);
    for (byte[] part : new byte[][] {spki, message, signature}) {
      all.putInt(part.length).put(part);
    }
    return Fingerprint.sha256Base64Url(all.array());
  }
}
