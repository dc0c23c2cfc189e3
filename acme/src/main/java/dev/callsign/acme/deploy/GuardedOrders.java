package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.OrderRequest;
import dev.callsign.acme.certificate.OrderSteps;
import dev.callsign.acme.certificate.StepResult;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Orders that somebody may object to before they are opened. An objection is a fault of this
 * machine, {@link OrderFailure.Local}, and is waited out like one; the authority hears of nothing.
 * He is asked again where an order is looked for after a crash.
 */
public final class GuardedOrders implements OrderSteps {
  private final OrderSteps orders;
  private final Supplier<Optional<String>> objection;

  /**
   * Orders by {@code orders}.
   *
   * @param objection why none may be opened now, as {@link Hooks#objection}; empty when it may
   */
  public GuardedOrders(OrderSteps orders, Supplier<Optional<String>> objection) {
    this.orders = orders;
    this.objection = objection;
  }

  @Override
  public StepResult<URI> findOrOpen(OrderRequest request, Instant since) {
    Optional<String> reason = objection.get();
    return reason.isPresent()
        ? new StepResult.Failed<>(new OrderFailure.Local("nothing is ordered: " + reason.get()))
        : orders.findOrOpen(request, since);
  }

  @Override
  public StepResult<URI> authorize(URI authority, URI order) {
    return orders.authorize(authority, order);
  }

  @Override
  public StepResult<URI> finalizeOrder(URI authority, URI order, byte[] csr) {
    return orders.finalizeOrder(authority, order, csr);
  }

  @Override
  public StepResult<CertificateChain> download(URI authority, URI order) {
    return orders.download(authority, order);
  }

  @Override
  public StepResult<URI> recreateAccount(URI authority) {
    return orders.recreateAccount(authority);
  }
}
