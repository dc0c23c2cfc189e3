package dev.callsign.acme.certificate;

import dev.callsign.acme.order.OrderFailure;
import java.net.URI;
import java.time.Duration;

/** What became of an effect, or of looking around. */
sealed interface Observation {

  /** The answer to {@link Effect.Look}. */
  record Looked(Facts facts) implements Observation {}

  /** The next key is on the disk; SHA-256 of its SPKI, base64url. */
  record KeyMade(String sha256) implements Observation {}

  /** The disk takes files. */
  record StorageProven() implements Observation {}

  /** The authority has an account again. */
  record AccountMade() implements Observation {}

  /** The order of the attempt. */
  record OrderFound(URI order) implements Observation {}

  /** The name is proved. */
  record NameProved() implements Observation {}

  /** The certificate is issued. */
  record Issued() implements Observation {}

  /** The certificate is a generation on the disk. */
  record Kept(int generation) implements Observation {}

  /** {@code live} leads to the generation. */
  record Installed() implements Observation {}

  /** A step of the order did not come on. */
  record StepFailed(OrderFailure failure) implements Observation {}

  /** What the authority of a leaf answered. */
  record WindowAnswered(Leaf leaf, WindowAnswer answer) implements Observation {}

  /**
   * An errand was run.
   *
   * @param done whether it did what it is for, as far as it can know
   * @param asked how long to wait before the next; zero when nobody asked
   * @param detail what went wrong; empty when nothing did
   */
  record Ran(Errand.Kind kind, String subject, boolean done, Duration asked, String detail)
      implements Observation {}

  /** A private key is gone. */
  record KeyDeleted(int generation) implements Observation {}
}
