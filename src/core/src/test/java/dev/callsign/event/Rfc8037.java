package dev.callsign.event;

import dev.callsign.report.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** The key of RFC 8037 Appendix A, and the Ed25519 of the JDK beside ours. */
final class Rfc8037 {

  /** {@code d} of A.1. */
  static final String D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

  /** {@code x} of A.1 and A.2. */
  static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

  /** The thumbprint of A.3. */
  static final String KID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

  /** What stands before the bytes of a private and a public key (RFC 8410 §7 and §4). */
  private static final String PKCS8 = "302e020100300506032b657004220420";

  private static final String SPKI = "302a300506032b6570032100";

  private Rfc8037() {}

  static DirectoryKeyPair keyPair() {
    return DirectoryKeyPair.fromSeed(Base64.getUrlDecoder().decode(D));
  }

  static DirectoryKey key() {
    try {
      return DirectoryKey.decode(Base64.getUrlDecoder().decode(X));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs with the private key {@code d}, by the JDK. */
  static byte[] sign(String d, String input) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(after(PKCS8, d))));
      ed25519.update(input.getBytes(StandardCharsets.US_ASCII));
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the signature is one under the public key {@code x}, by the JDK. */
  static boolean verifies(String x, String input, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(after(SPKI, x))));
      ed25519.update(input.getBytes(StandardCharsets.US_ASCII));
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] after(String prefix, String key) {
    return HexFormat.of()
        .parseHex(prefix + HexFormat.of().formatHex(Base64.getUrlDecoder().decode(key)));
  }
}
