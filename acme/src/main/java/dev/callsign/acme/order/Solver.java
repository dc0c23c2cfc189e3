package dev.callsign.acme.order;

/**
 * One way to answer challenges.
 *
 * <p>Called once for each authorization, one after the other. A solver keeps nothing between two
 * calls: what has to be undone is in the {@link Answer}, so that an answer which a crash left
 * behind is merely an answer to a challenge that nobody asks about any more.
 */
public interface Solver {

  /** The type of challenge that it answers, such as {@code http-01}. */
  String type();

  /**
   * Puts the answer in place and looks at it the way the authority will, before the authority is
   * asked: a failed validation counts against limits, this does not.
   *
   * @return never throws for what the outside world does
   */
  Presentation present(OpenChallenge challenge);
}
