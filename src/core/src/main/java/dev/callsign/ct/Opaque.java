package dev.callsign.ct;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.ByteBuffer;

/** The variable-length vector {@code opaque<0..2^16-1>} of TLS (RFC 8446 §3.4). */
final class Opaque {

  private Opaque() {}

  /**
   * Decodes the length and as many bytes.
   *
   * @throws MalformedException {@code ct-bad-sct}: {@code what} is cut off
   */
  static byte[] decode(ByteBuffer in, String what) throws MalformedException {
    if (in.remaining() < Short.BYTES) {
      throw new MalformedException(Slug.CT_BAD_SCT, what + " is cut off before its length");
    }
    int length = Short.toUnsignedInt(in.getShort());
    if (in.remaining() < length) {
      throw new MalformedException(Slug.CT_BAD_SCT, what + " is longer than what it is in");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
