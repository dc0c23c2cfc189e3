package dev.callsign.acme.order;

/** Ends a step within this package; becomes the result of the step. */
final class OrderStopped extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OrderFailure failure;
  private final String problem;
  private final int status;

  /**
   * An end.
   *
   * @param problem the type of the server's problem without its prefix, such as {@code malformed};
   *     empty when it told none
   * @param status of HTTP; 0 when there was no answer
   */
  OrderStopped(OrderFailure failure, String problem, int status) {
    super(failure.detail(), null, false, false);
    this.failure = failure;
    this.problem = problem;
    this.status = status;
  }

  OrderStopped(OrderFailure failure) {
    this(failure, "", 0);
  }

  OrderFailure failure() {
    return failure;
  }

  String problem() {
    return problem;
  }

  int status() {
    return status;
  }
}
