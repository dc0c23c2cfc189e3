package dev.callsign.acme.certificate;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, after the state that asks for it is on the disk. Apart from {@link Alarm},
 * {@link Wait} and {@link Look} each is answered by one {@link Observation}.
 */
sealed interface Effect {

  /** Gather the facts and come again with them. */
  record Look() implements Effect {}

  /** Nothing more is to be done before {@code until}. */
  record Wait(Instant until) implements Effect {}

  /** The owner has to know. */
  record Alarm(String text) implements Effect {}

  /**
   * Make the next key when there is none.
   *
   * @param refused a key that no authority takes, which is replaced; null for none
   */
  record CreateNextKey(@Nullable String refused) implements Effect {}

  /** Make sure that a certificate could be kept. */
  record ProveStorage() implements Effect {}

  /** Register at the authority anew. */
  record RecreateAccount(URI authority) implements Effect {}

  /** Find the order of this attempt, or open it. */
  record FindOrOpen(Attempt attempt) implements Effect {}

  /** Answer the challenges. */
  record Authorize(URI authority, URI order) implements Effect {}

  /** Send the request for this key. */
  record Finalize(URI authority, URI order, String key) implements Effect {}

  /** Fetch the certificate for this key and keep it as a generation. */
  record Download(URI authority, URI order, String key) implements Effect {}

  /** Make a generation the live one. */
  record Install(int generation) implements Effect {}

  /** Ask the authority when it would like this leaf to be renewed. */
  record AskWindow(URI authority, Leaf leaf) implements Effect {}

  /** Run an errand for what {@code subject} names. */
  record Run(Errand.Kind kind, String subject) implements Effect {}

  /** Delete the private key of a generation that has served. */
  record DeleteKey(int generation) implements Effect {}
}
