package dev.callsign.acme.keys;

import org.jspecify.annotations.Nullable;

/** A terminal at which a person can be asked for a secret. */
@FunctionalInterface
public interface PassphrasePrompt {

  /**
   * Shows the question and reads one line without showing it.
   *
   * @return null when the terminal was closed instead
   */
  char @Nullable [] ask(String question);
}
