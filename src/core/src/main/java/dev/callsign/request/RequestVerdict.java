package dev.callsign.request;

/** The outcome of verifying a signed request. */
public sealed interface RequestVerdict {

  /** The device signed it, for here and now. */
  record Verified(SignedRequest request) implements RequestVerdict {}

  /** {@code bad-request-signature}: header, time, address or signature are not right. */
  record Refused(String detail) implements RequestVerdict {}

  /** {@code unknown-device}: no such device stands in a statement that may be believed. */
  record UnknownDevice(DeviceAddress device) implements RequestVerdict {}

  /** The body is no JWS in flattened JSON serialization. */
  record Unreadable(String detail) implements RequestVerdict {}
}
