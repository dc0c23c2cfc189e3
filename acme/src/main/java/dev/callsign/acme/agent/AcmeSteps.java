package dev.callsign.acme.agent;

import dev.callsign.acme.certificate.OrderRequest;
import dev.callsign.acme.certificate.OrderSteps;
import dev.callsign.acme.certificate.StepResult;
import dev.callsign.acme.order.Account;
import dev.callsign.acme.order.AccountResult;
import dev.callsign.acme.order.AuthorizeResult;
import dev.callsign.acme.order.DownloadResult;
import dev.callsign.acme.order.FinalizeResult;
import dev.callsign.acme.order.FindResult;
import dev.callsign.acme.order.NewOrder;
import dev.callsign.acme.order.OpenResult;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Orders;
import dev.callsign.acme.order.Sleeper;
import dev.callsign.acme.order.Solver;
import dev.callsign.renewal.CertId;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/** The steps of orders, done with the accounts of this agent. */
final class AcmeSteps implements OrderSteps {
  private final AgentConfig.Acme acme;
  private final AccountStore accounts;
  private final Solver solver;
  private final Consumer<String> remarks;
  private final Clock clock;
  private final Sleeper sleeper;

  /**
   * Steps at the servers of {@code acme}.
   *
   * @param remarks is told what answers to challenges left behind
   */
  AcmeSteps(
      AgentConfig.Acme acme,
      AccountStore accounts,
      Solver solver,
      Consumer<String> remarks,
      Clock clock,
      Sleeper sleeper) {
    this.acme = acme;
    this.accounts = accounts;
    this.solver = solver;
    this.remarks = remarks;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  @Override
  public StepResult<URI> findOrOpen(OrderRequest request, Instant since) {
    NewOrder wanted =
        new NewOrder(
            request.callsign(),
            acme.profiles(),
            request.key(),
            request.replaces().flatMap(CertId::of));
    return with(
        request.authority(),
        orders ->
            switch (orders.find(wanted, since)) {
              case FindResult.Found found -> done(found.order());
              case FindResult.NoneFound _, FindResult.NoList _ -> open(orders, wanted);
              case FindResult.Failed failed -> failed(failed.failure());
            });
  }

  private static StepResult<URI> open(Orders orders, NewOrder wanted) {
    return switch (orders.open(wanted)) {
      case OpenResult.Opened opened -> done(opened.order());
      case OpenResult.Failed failed -> failed(failed.failure());
    };
  }

  @Override
  public StepResult<URI> authorize(URI authority, URI order) {
    return with(
        authority,
        orders -> {
          AuthorizeResult result = orders.authorize(order, solver);
          result.leftovers().forEach(remarks);
          return switch (result) {
            case AuthorizeResult.Authorized _ -> done(order);
            case AuthorizeResult.Pending _ ->
                failed(new OrderFailure.Unreachable("it has not looked at the name yet"));
            case AuthorizeResult.Failed failed -> failed(failed.failure());
          };
        });
  }

  @Override
  public StepResult<URI> finalizeOrder(URI authority, URI order, byte[] csr) {
    return with(
        authority,
        orders ->
            switch (orders.finalizeOrder(order, csr)) {
              case FinalizeResult.Finalized _ -> done(order);
              case FinalizeResult.Processing _ ->
                  failed(new OrderFailure.Unreachable("it is still making the certificate"));
              case FinalizeResult.NotReady _ ->
                  failed(new OrderFailure.OrderLost("the name is no longer proved for this order"));
              case FinalizeResult.Failed failed -> failed(failed.failure());
            });
  }

  @Override
  public StepResult<CertificateChain> download(URI authority, URI order) {
    return with(
        authority,
        orders ->
            switch (orders.download(order, acme.preferredIssuer())) {
              case DownloadResult.Issued issued -> new StepResult.Done<>(issued.chain());
              case DownloadResult.NotYet _ ->
                  new StepResult.Failed<>(
                      new OrderFailure.OrderLost("there is no certificate at the order"));
              case DownloadResult.Failed failed -> new StepResult.Failed<>(failed.failure());
            });
  }

  @Override
  public StepResult<URI> recreateAccount(URI authority) {
    return switch (accounts.again(acme.at(authority))) {
      case AccountResult.Registered registered -> done(registered.account().location());
      case AccountResult.Failed failed -> failed(failed.failure());
    };
  }

  private <T> StepResult<T> with(URI authority, Function<Orders, StepResult<T>> step) {
    return switch (accounts.at(acme.at(authority))) {
      case AccountResult.Registered(Account account) ->
          step.apply(new Orders(account, clock, sleeper));
      case AccountResult.Failed failed -> new StepResult.Failed<>(failed.failure());
    };
  }

  private static StepResult<URI> done(URI value) {
    return new StepResult.Done<>(value);
  }

  private static StepResult<URI> failed(OrderFailure failure) {
    return new StepResult.Failed<>(failure);
  }
}
