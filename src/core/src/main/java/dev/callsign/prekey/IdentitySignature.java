package dev.callsign.prekey;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.Arrays;
import java.util.Base64;

/**
 * A signature by an identity key, in libsignal's variant of XEdDSA: {@value #LENGTH_BYTES} bytes,
 * {@code R || s}, with the sign of the Edwards public key in bit 7 of byte 63.
 *
 * <p>An instance is well-formed in length only; whether it verifies is {@link IdentityKey}'s to
 * say.
 */
public final class IdentitySignature {

  /** Bytes of the encoding (RFC 8032 §5.1.6). */
  public static final int LENGTH_BYTES = 64;

  private final byte[] encoded;

  private IdentitySignature(byte[] encoded) {
    this.encoded = encoded;
  }

  /**
   * Decodes {@value #LENGTH_BYTES} bytes.
   *
   * @throws MalformedException {@code statement-proof}: any other length
   */
  public static IdentitySignature decode(byte[] bytes) throws MalformedException {
    return decode(bytes, Slug.STATEMENT_PROOF);
  }

  /** As {@link #decode(byte[])}, where another length is {@code slug}. */
  public static IdentitySignature decode(byte[] bytes, Slug slug) throws MalformedException {
    if (bytes.length != LENGTH_BYTES) {
      throw new MalformedException(slug, "a signature by an identity key is 64 bytes");
    }
    return new IdentitySignature(bytes.clone());
  }

  /** Sets the sign bit of {@code edwardsIsOdd} in a fresh Ed25519 signature. */
  static IdentitySignature fromEd25519(byte[] signature, boolean edwardsIsOdd) {
    byte[] encoded = signature.clone();
    if (edwardsIsOdd) {
      encoded[63] |= (byte) 0x80;
    }
    return new IdentitySignature(encoded);
  }

  /** The {@value #LENGTH_BYTES} bytes, a copy. */
  public byte[] encode() {
    return encoded.clone();
  }

  /** The encoding in base64url without padding. */
  public String toBase64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(encoded);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdentitySignature signature
        && Arrays.equals(encoded, signature.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return toBase64Url();
  }
}
