package dev.callsign.acme.certificate;

import dev.callsign.acme.order.OrderFailure;

/**
 * How one step of an order ended.
 *
 * @param <T> what a step that is done leaves behind
 */
public sealed interface StepResult<T> {

  /** The step is done, now or earlier. */
  record Done<T>(T value) implements StepResult<T> {}

  /** It is not. */
  record Failed<T>(OrderFailure failure) implements StepResult<T> {}
}
