package dev.callsign.directory.prekeys;

import java.time.Duration;

/** The outcome of a claim. */
public sealed interface ClaimOutcome {

  /** The keys are the claimer's, for ever; that is durable. */
  record Claimed(Answer answer) implements ClaimOutcome {}

  /** The claimer's domain has claimed enough of this device for now. */
  record Limited(Duration retryAfter) implements ClaimOutcome {}

  /** The device has never uploaded, or has another identity key by now. */
  record NoPrekeys() implements ClaimOutcome {}

  /** The bytes of an answer. */
  final class Answer {
    private final byte[] body;

    Answer(byte[] body) {
      this.body = body;
    }

    /** The bytes. Shared: not to be changed. */
    public byte[] body() {
      return body;
    }
  }
}
