package dev.callsign.acme.order;

/** Whether the server has issued. */
public sealed interface FinalizeResult {

  /** It has: the certificate can be downloaded. */
  record Finalized() implements FinalizeResult {}

  /** It has the request and had not issued when our patience ended; ask again. */
  record Processing() implements FinalizeResult {}

  /** Not all authorizations are valid (RFC 8555 §7.4, {@code orderNotReady}): authorize first. */
  record NotReady() implements FinalizeResult {}

  /** It will not. */
  record Failed(OrderFailure failure) implements FinalizeResult {}
}
