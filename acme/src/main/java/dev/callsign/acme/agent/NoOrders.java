package dev.callsign.acme.agent;

import dev.callsign.acme.certificate.OrderRequest;
import dev.callsign.acme.certificate.OrderSteps;
import dev.callsign.acme.certificate.StepResult;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.time.Instant;

/** Where another ACME client orders: an order that was begun before that was so ends here. */
final class NoOrders implements OrderSteps {
  private static <T> StepResult<T> refused() {
    return new StepResult.Failed<>(
        new OrderFailure.Refused("the configuration has no 'acme.directory': nothing is ordered"));
  }

  @Override
  public StepResult<URI> findOrOpen(OrderRequest request, Instant since) {
    return refused();
  }

  @Override
  public StepResult<URI> authorize(URI authority, URI order) {
    return refused();
  }

  @Override
  public StepResult<URI> finalizeOrder(URI authority, URI order, byte[] csr) {
    return refused();
  }

  @Override
  public StepResult<CertificateChain> download(URI authority, URI order) {
    return refused();
  }

  @Override
  public StepResult<URI> recreateAccount(URI authority) {
    return refused();
  }
}
