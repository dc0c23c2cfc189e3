package dev.callsign.event;

/** The outcome of verifying a delivery. */
public sealed interface EventVerdict {

  /** The directory signed it, for this receiver, just now. Perhaps it was delivered before. */
  record Verified(DirectoryEvent event) implements EventVerdict {}

  /** {@code bad-event}: header, key, signature, address, time or event are not right. */
  record Refused(String detail) implements EventVerdict {}

  /** The body is no JWS in compact serialization. */
  record Unreadable(String detail) implements EventVerdict {}
}
