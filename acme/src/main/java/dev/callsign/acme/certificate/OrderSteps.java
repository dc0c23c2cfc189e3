package dev.callsign.acme.certificate;

import dev.callsign.acme.order.OrderFailure;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.time.Instant;

/**
 * The steps of an order, each of which may be asked for again: after a crash nobody knows whether
 * the last one was done. A step that was done already is {@link StepResult.Done}, without doing it
 * twice.
 *
 * <p>A step waits for its server as long as it must, within bounds of its own; still nothing then
 * is {@link OrderFailure.Unreachable}. Called by one thread at a time. The account's key and
 * address are the implementation's to keep, durable before the server hears of them.
 */
public interface OrderSteps {

  /**
   * The address of an order for {@code request}: of one that this account opened at or after {@code
   * since} and that is not invalid, where there is one, otherwise of a new one. So calling it again
   * with the same arguments never opens a second.
   *
   * @param since when it was decided to open the order; whole seconds
   */
  StepResult<URI> findOrOpen(OrderRequest request, Instant since);

  /**
   * Answers the challenges of the order until it is ready for its request to be signed. Done, too,
   * when it is {@code ready}, {@code processing} or {@code valid} already.
   */
  StepResult<URI> authorize(URI authority, URI order);

  /**
   * Sends the certificate signing request and waits for the certificate. Done, too, when the order
   * is {@code valid} already, whatever was sent before.
   *
   * @param csr PKCS#10 in DER
   */
  StepResult<URI> finalizeOrder(URI authority, URI order, byte[] csr);

  /**
   * The chain that a {@code valid} order leads to, leaf first. Nothing about it is checked.
   *
   * @return {@link OrderFailure.OrderLost} also when the order is not {@code valid}
   */
  StepResult<CertificateChain> download(URI authority, URI order);

  /** Registers at {@code authority} anew, because it has forgotten the account. */
  StepResult<URI> recreateAccount(URI authority);
}
