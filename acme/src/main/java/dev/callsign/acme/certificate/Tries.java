package dev.callsign.acme.certificate;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a renewal so far.
 *
 * @param last the kind of the last failure; null before there was one
 * @param inRow how many of that kind came one after the other
 * @param total how many there were
 * @param alarmed whether the owner was told
 */
record Tries(@Nullable FailureClass last, int inRow, int total, boolean alarmed) {

  static final Tries NONE = new Tries(null, 0, 0, false);

  /** A number that no series of failures reaches, so that counting cannot overflow. */
  static final int MANY = 1_000_000;

  Tries and(FailureClass failure) {
    int same = failure == last ? Math.min(inRow + 1, MANY) : 1;
    return new Tries(failure, same, Math.min(total + 1, MANY), alarmed);
  }

  /** After a step that worked: the authority answers again. */
  Tries progressed() {
    return last == FailureClass.TRANSPORT || last == FailureClass.LOCAL
        ? new Tries(last, 0, total, alarmed)
        : this;
  }

  Tries told() {
    return new Tries(last, inRow, total, true);
  }
}
