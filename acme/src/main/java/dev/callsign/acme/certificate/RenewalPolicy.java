package dev.callsign.acme.certificate;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner decided about certificates.
 *
 * @param tick the longest time between two looks around
 * @param authorities where certificates are ordered; null when another ACME client does that, and
 *     this agent only takes over what it made
 */
public record RenewalPolicy(Duration tick, @Nullable Authorities authorities) {

  /** Ten minutes. */
  public static final Duration DEFAULT_TICK = Duration.ofMinutes(10);

  /** Refuses a tick that is not positive. */
  public RenewalPolicy {
    if (!tick.isPositive()) {
      throw new IllegalArgumentException("a tick is longer than nothing: " + tick);
    }
  }

  /**
   * ACME servers, each by the address of its directory.
   *
   * @param first where orders go
   * @param staging where a name is proved again after it could not be proved, before {@code first}
   *     is bothered; null for nowhere
   * @param fallbacks where orders go, in turn with {@code first}, after the third failure
   */
  public record Authorities(URI first, @Nullable URI staging, List<URI> fallbacks) {

    /** Refuses what is no HTTPS address: ACME has no other (RFC 8555 §6.1). */
    public Authorities {
      fallbacks = List.copyOf(fallbacks);
      if (!StateNodes.isAddress(first)
          || (staging != null && !StateNodes.isAddress(staging))
          || !fallbacks.stream().allMatch(StateNodes::isAddress)) {
        throw new IllegalArgumentException("an ACME server has an https:// address");
      }
    }

    /** All that certificates come from. */
    List<URI> inTurn() {
      List<URI> all = new ArrayList<>(List.of(first));
      all.addAll(fallbacks);
      return all;
    }
  }
}
