package dev.callsign.x3dh;

/** What became of a first message. */
public sealed interface Received {

  /**
   * It is by the device that it names, for this one.
   *
   * @param secret SK, 32 bytes, for the protocol that follows; an array that nobody changes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Opened(byte[] plaintext, byte[] secret) implements Received {}

  /** It is not, or it was received before. Nothing has changed. */
  record Refused(String detail) implements Received {}
}
