package dev.callsign.x3dh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What both sides must mean alike (X3DH §3.3, AD): both callsigns, device ids and identity keys.
 * The identity keys alone would leave open whose they are (X3DH §4.8).
 *
 * <p>{@code "callsign-x3dh-v1"}, then A-label, id and identity key of the initiator, then of the
 * responder; every field after its length in two bytes, big endian, so that no two pairs of parties
 * are encoded alike.
 */
final class AssociatedData {

  private static final byte[] LABEL = "callsign-x3dh-v1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BYTES = 1024;

  private AssociatedData() {}

  static byte[] encode(Party initiator, Party responder) {
    ByteBuffer encoded = ByteBuffer.allocate(MAX_BYTES);
    put(encoded, LABEL);
    put(encoded, initiator);
    put(encoded, responder);
    byte[] bytes = new byte[encoded.flip().remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static void put(ByteBuffer encoded, Party party) {
    put(encoded, party.address().callsign().aLabel().getBytes(StandardCharsets.US_ASCII));
    put(encoded, new byte[] {(byte) party.address().deviceId()});
    put(encoded, party.identityKey().encode());
  }

  private static void put(ByteBuffer encoded, byte[] field) {
    encoded.putShort((short) field.length).put(field);
  }
}
