package dev.callsign.directory.state;

import org.jspecify.annotations.Nullable;

/** What an owner is warned of while his statement is served. */
public enum Warning {
  /** Nobody is in time any more to renew. */
  RENEWAL_OVERDUE(EventType.RENEWAL_OVERDUE),
  /** The last tenth of the lifetime has begun. */
  EXPIRING(EventType.EXPIRING),
  /** The host presents another key in TLS than the one that signs. */
  SERVED_BY_OTHER_KEY(EventType.SERVED_BY_OTHER_KEY),
  /** The domain key is not the announced one; until the next statement. */
  UNANNOUNCED_DOMAIN_KEY(EventType.UNANNOUNCED_DOMAIN_KEY),
  /** The identity keys became active after a hold, without agreement, a while ago. */
  RECLAIMED(null);

  private final @Nullable EventType event;

  Warning(@Nullable EventType event) {
    this.event = event;
  }

  /** What is told when it begins; null where its beginning was told already. */
  @Nullable EventType event() {
    return event;
  }

  /** The warning as it appears on the wire, and what the owner does about it. */
  public EventType meaning() {
    return event == null ? EventType.RECLAIMED : event;
  }
}
