package dev.callsign.acme.order;

/** Whether an answer to a challenge stands where the authority will look for it. */
public sealed interface Presentation {

  /** It does, as far as can be seen from here. */
  record Standing(Answer answer) implements Presentation {}

  /** It does not, and nothing is left of the attempt; the authority is not asked. */
  record Failed(OrderFailure failure) implements Presentation {}
}
