package dev.callsign.directory.storage;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Transactional;

/** The {@link Turnstile} before transactions that the framework begins. */
@Interceptor
@Transactional
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100) // the transaction begins at + 200
final class TransactionalTurnstile {
  private final Turnstile turnstile;

  TransactionalTurnstile(Turnstile turnstile) {
    this.turnstile = turnstile;
  }

  @AroundInvoke
  Object pass(InvocationContext context) throws Exception {
    return turnstile.pass(context::proceed);
  }
}
