package dev.callsign.acme.certificate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is so at one moment: on the disk, at the host, at the directory.
 *
 * @param live the leaf that {@code live} leads to; null when there is none
 * @param orderedAt when this agent got that leaf by an order; null when it did not
 * @param nextKey SHA-256 of the SPKI of the next key; null when there is none, or it is not the
 *     next certificate's
 * @param statement SHA-256 of the live generation's statement, base64url; null when there is none,
 *     or one that does not say what it should say now
 * @param seen what the world sees
 * @param generations all that have a key, rising by number
 * @param configuration something that changes whenever the configuration of the agent does
 */
record Facts(
    @Nullable Leaf live,
    @Nullable Instant orderedAt,
    @Nullable String nextKey,
    @Nullable String statement,
    Seen seen,
    List<KeyHolder> generations,
    String configuration) {

  Facts {
    generations = List.copyOf(generations);
  }

  /**
   * A generation whose private key is on the disk.
   *
   * @param notAfter the end of its certificate
   * @param live whether it is the one that is served
   */
  record KeyHolder(int number, Instant notAfter, boolean live) {}
}
