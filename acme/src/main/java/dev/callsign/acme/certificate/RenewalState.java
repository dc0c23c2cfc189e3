package dev.callsign.acme.certificate;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the renewal of a certificate is. Each state is on the disk before what it leads to is
 * done, and doing that twice does no harm: after a crash it is done again.
 *
 * <p>What follows a certificate (statement, host, directory) has no states of its own: it follows
 * from what is seen ({@link Facts}).
 */
sealed interface RenewalState {

  /** Nothing is due. */
  record Idle() implements RenewalState {}

  /** A renewal that goes on at once. */
  sealed interface Underway extends RenewalState {

    Attempt attempt();

    /** The same state of the same attempt, with other failures behind it. */
    Underway with(Attempt attempt);

    /** Whether no order may have been opened yet, so that nothing is lost by letting it be. */
    default boolean isBeforeOrder() {
      return this instanceof KeyNeeded || this instanceof KeyReady || this instanceof AccountNeeded;
    }
  }

  /** The key to order for has to be on the disk first; another one than the attempt's, if any. */
  record KeyNeeded(Attempt attempt) implements Underway {
    @Override
    public KeyNeeded with(Attempt other) {
      return new KeyNeeded(other);
    }
  }

  /** The key is there; next the disk is tried. */
  record KeyReady(Attempt attempt) implements Underway {
    @Override
    public KeyReady with(Attempt other) {
      return new KeyReady(other);
    }
  }

  /** The authority does not know the account any more. */
  record AccountNeeded(Attempt attempt) implements Underway {
    @Override
    public AccountNeeded with(Attempt other) {
      return new AccountNeeded(other);
    }
  }

  /** An order is about to be opened, or was: nobody knows before it was looked for. */
  record Opening(Attempt attempt) implements Underway {
    @Override
    public Opening with(Attempt other) {
      return new Opening(other);
    }
  }

  /** The order is open; its challenges are to be answered. */
  record Ordered(Attempt attempt, URI order) implements Underway {
    @Override
    public Ordered with(Attempt other) {
      return new Ordered(other, order);
    }
  }

  /** The name is proved; the request is to be sent. */
  record Authorized(Attempt attempt, URI order) implements Underway {
    @Override
    public Authorized with(Attempt other) {
      return new Authorized(other, order);
    }
  }

  /** The certificate is issued; it is to be fetched. */
  record Finalized(Attempt attempt, URI order) implements Underway {
    @Override
    public Finalized with(Attempt other) {
      return new Finalized(other, order);
    }
  }

  /** The certificate is a generation on the disk; it is to be made the live one. */
  record Downloaded(Attempt attempt, int generation) implements Underway {
    @Override
    public Downloaded with(Attempt other) {
      return new Downloaded(other, generation);
    }
  }

  /**
   * A failure is waited out.
   *
   * @param resume what goes on then
   * @param failure of what kind it was
   * @param failedAt when; whole seconds
   * @param notBefore the first instant at which it goes on
   */
  record Backoff(Underway resume, FailureClass failure, Instant failedAt, Instant notBefore)
      implements RenewalState {}

  /**
   * A person has to do something: nothing goes on before the configuration changes.
   *
   * @param resume what goes on then
   * @param where what the authority asks the person to open; null when it does not say
   */
  record Paused(Underway resume, @Nullable URI where) implements RenewalState {}
}
