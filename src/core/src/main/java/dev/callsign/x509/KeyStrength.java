package dev.callsign.x509;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/** Which public keys are strong enough, for authorities and for leaves. */
final class KeyStrength {

  /** Bits of RSA moduli that Let's Encrypt signs (its CPS §6.1.5). */
  private static final Set<Integer> LEAF_RSA_BITS = Set.of(2048, 3072, 4096);

  /** Field sizes of the curves that Let's Encrypt signs: P-256 and P-384. */
  private static final Set<Integer> LEAF_CURVE_BITS = Set.of(256, 384);

  private static final int AUTHORITY_MIN_RSA_BITS = 2048;
  private static final int AUTHORITY_MIN_CURVE_BITS = 256;

  private KeyStrength() {}

  static boolean isStrongLeafKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> LEAF_RSA_BITS.contains(rsa.getModulus().bitLength());
      case ECPublicKey ec -> LEAF_CURVE_BITS.contains(curveBits(ec));
      default -> false;
    };
  }

  static boolean isStrongAuthorityKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= AUTHORITY_MIN_RSA_BITS;
      case ECPublicKey ec -> curveBits(ec) >= AUTHORITY_MIN_CURVE_BITS;
      default -> false;
    };
  }

  /** The key for a person, for example {@code RSA 2048} or {@code EC 256}. */
  static String describe(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
      case ECPublicKey ec -> "EC " + curveBits(ec);
      default -> key.getAlgorithm();
    };
  }

  /** The JDK decodes named curves only, and of 256 and 384 bits only the two of NIST. */
  private static int curveBits(ECPublicKey key) {
    return key.getParams().getCurve().getField().getFieldSize();
  }
}
