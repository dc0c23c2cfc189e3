package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;

/** Which public keys are strong enough, for authorities and for leaves. */
final class KeyStrength {

  /** Bits of RSA moduli that Let's Encrypt signs (its CPS §6.1.5). */
  private static final Set<Integer> LEAF_RSA_BITS = Set.of(2048, 3072, 4096);

  /** Field sizes of the curves that Let's Encrypt signs: P-256 and P-384. */
  private static final Set<Integer> LEAF_CURVE_BITS = Set.of(256, 384);

  /** Bits of the shortest RSA modulus of a public certificate; whole octets (BR §6.1.5). */
  private static final int BASELINE_MIN_RSA_BITS = 2048;

  /** P-256, P-384 and P-521 (BR §6.1.5). */
  private static final Set<Integer> BASELINE_CURVE_BITS = Set.of(256, 384, 521);

  /** The least public exponent, which is odd (BR §6.1.6). */
  private static final BigInteger MIN_RSA_EXPONENT = BigInteger.valueOf(3);

  private KeyStrength() {}

  /** Every authority, the anchor too, has a key that public certificates may have. */
  static Optional<Finding> authorities(ParsedPath path) {
    for (CertificateFields authority : path.authorities()) {
      PublicKey key = authority.certificate().getPublicKey();
      if (!isBaselineKey(key)) {
        return Optional.of(
            Finding.fail(
                Slug.CHAIN_WEAK_SIGNATURE,
                "authorities with RSA keys of 2048 bits or more, or P-256 or larger curves",
                describe(key) + " of " + authority));
      }
    }
    return Optional.empty();
  }

  static boolean isStrongLeafKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> LEAF_RSA_BITS.contains(rsa.getModulus().bitLength());
      case ECPublicKey ec -> LEAF_CURVE_BITS.contains(curveBits(ec));
      default -> false;
    };
  }

  /** Whether the Baseline Requirements allow this key in any certificate (§6.1.5, §6.1.6). */
  static boolean isBaselineKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() >= BASELINE_MIN_RSA_BITS
              && rsa.getModulus().bitLength() % Byte.SIZE == 0
              && rsa.getPublicExponent().testBit(0)
              && rsa.getPublicExponent().compareTo(MIN_RSA_EXPONENT) >= 0;
      case ECPublicKey ec -> BASELINE_CURVE_BITS.contains(curveBits(ec));
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
