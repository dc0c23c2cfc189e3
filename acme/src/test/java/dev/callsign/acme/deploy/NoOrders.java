package dev.callsign.acme.deploy;

import static dev.callsign.acme.certificate.Kept.ALICE;

import dev.callsign.acme.certificate.OrderRequest;
import dev.callsign.acme.certificate.OrderSteps;
import dev.callsign.acme.certificate.StepResult;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** An authority that opens orders and does nothing more. */
final class NoOrders implements OrderSteps {
  static final URI AUTHORITY = URI.create("https://acme.callsign.test/directory");
  static final URI ORDER = URI.create("https://acme.callsign.test/order/1");
  static final OrderRequest REQUEST =
      new OrderRequest(AUTHORITY, ALICE, Optional.empty(), Optional.empty());

  @Override
  public StepResult<URI> findOrOpen(OrderRequest request, Instant since) {
    return new StepResult.Done<>(ORDER);
  }

  @Override
  public StepResult<URI> authorize(URI authority, URI order) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StepResult<URI> finalizeOrder(URI authority, URI order, byte[] csr) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StepResult<CertificateChain> download(URI authority, URI order) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StepResult<URI> recreateAccount(URI authority) {
    throw new UnsupportedOperationException();
  }
}
