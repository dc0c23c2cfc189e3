package dev.callsign.prekey;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What a device and a directory compare to see whether they still mean the same keys
 * (docs/protocol.md §4, {@code prekeys/check}).
 */
public final class PrekeyDigest {

  /** Bytes of a digest. */
  public static final int LENGTH_BYTES = 32;

  private PrekeyDigest() {}

  /**
   * SHA-256 of {@code identity key (33) || signed prekey id (8) || signed prekey (33) ||
   * last-resort id (8) || last-resort key (1569)}, ids big endian; without the last two parts when
   * there is no last-resort prekey.
   */
  public static byte[] of(
      IdentityKey identityKey, SignedPrekey signedPrekey, @Nullable PqPrekey lastResort) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(identityKey.encode());
      update(digest, signedPrekey);
      if (lastResort != null) {
        update(digest, lastResort);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, Prekey prekey) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(prekey.keyId()).array());
    digest.update(prekey.encodedKey());
  }
}
