package dev.callsign.acme.order;

/** Whether there is an account now. */
public sealed interface AccountResult {

  /** There is; its location is the caller's to keep before anything is ordered. */
  record Registered(Account account) implements AccountResult {}

  /** There is none that we know of. */
  record Failed(OrderFailure failure) implements AccountResult {}
}
