package dev.callsign.acme.order;

import org.shredzone.acme4j.Status;

/** Finalizes one order (RFC 8555 §7.4). */
final class Finalization {
  private final AcmeSession session;
  private final OrderResource order;
  private final Sleeper sleeper;

  Finalization(AcmeSession session, OrderResource order, Sleeper sleeper) {
    this.session = session;
    this.order = order;
    this.sleeper = sleeper;
  }

  FinalizeResult finalizeWith(byte[] csr) throws OrderStopped {
    Status status = order.fetch();
    if (status == Status.READY) {
      try {
        session.run(() -> order.acme4j().execute(csr));
      } catch (OrderStopped e) {
        if (e.problem().equals("orderNotReady")) {
          return new FinalizeResult.NotReady();
        }
        throw e;
      }
      status = order.fetch();
    }
    if (status == Status.PROCESSING) {
      status = order.fetchWhile(Status.PROCESSING, sleeper);
    }
    return switch (status) {
      case VALID -> new FinalizeResult.Finalized();
      case PENDING -> new FinalizeResult.NotReady();
      default -> new FinalizeResult.Processing();
    };
  }
}
