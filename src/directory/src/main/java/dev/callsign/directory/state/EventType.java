package dev.callsign.directory.state;

import dev.callsign.statement.Grade;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that is told of a callsign, to its history and to those who follow it. */
public enum EventType {
  /** The first statement. */
  FIRST(null),
  /** A new certificate or a new period, the same identity keys. */
  RENEWED(null),
  /** Devices were added, by agreement. */
  EXTENDED(null),
  /** Devices were taken away, by agreement. */
  REDUCED(null),
  /** Identity keys were replaced, by agreement. */
  ROTATED(null),
  /** A statement with other identity keys is held; the one before it is still served. */
  HELD(
      "If you did not replace your devices, somebody else controls your domain: veto the change"
          + " with one of your devices before it becomes active, and look at your DNS and your"
          + " host."),
  /** The hold is over, and the other identity keys are served. */
  RECLAIMED(
      "If you did not replace your devices, somebody else controls your domain: take it back, and"
          + " tell your correspondents another way."),
  /** A device of the statement in force ended a held change. */
  VETOED(
      "The domain still serves what was vetoed: take it back, and host the statement in force, or"
          + " the next one."),
  /** The domain serves the statement in force again, and what was held is no longer asked for. */
  WITHDRAWN(null),
  /** The domain serves what it should again. */
  ACTIVE(null),
  /** The certificate is in its renewal window. */
  RENEWAL_DUE("Renew the certificate, sign the next statement with it and host both."),
  /** The domain has not answered for a while. */
  UNREACHABLE("See that the domain resolves and that its host answers on port 443."),
  /** The domain serves something that does not verify. */
  MISMATCH(
      "See 'detail' for what is wrong, and POST to /v1/callsigns/{d}/checks for the whole report."),
  /** The statement in force ended, and nothing is served. */
  EXPIRED("Renew the certificate, sign the next statement with it, host both and ask for a check."),
  /** The authority revoked the certificate, and nothing is served. */
  REVOKED(
      "Obtain a certificate for a new key, sign the next statement with it, host both and ask for a"
          + " check. If you did not ask for the revocation, find out who did."),
  /** Nobody is in time any more to renew. */
  RENEWAL_OVERDUE("The renewal does not work by itself: look at the agent and its log."),
  /** The last tenth of the lifetime has begun. */
  EXPIRING("Renew by hand now: when the statement ends, nobody finds your keys any more."),
  /** The host presents another key in TLS than the one that signs. */
  SERVED_BY_OTHER_KEY(
      "If another server terminates TLS for you, this is expected; if not, find out whose key it"
          + " is."),
  /** The domain key is not the one that the statement before announced. */
  UNANNOUNCED_DOMAIN_KEY(
      "If you replaced the domain key, this is expected; if not, somebody else obtained a"
          + " certificate for your domain: have it revoked, and look at your DNS and your host."),
  /** A device has few one-time prekeys left. */
  PREKEYS_LOW("prekeys.low", "Upload one-time prekeys of the device."),
  /** A device has no one-time prekey left. */
  PREKEYS_EMPTY(
      "prekeys.empty", "Upload one-time prekeys of the device: first messages are weaker now."),
  /** The last-resort prekey of a device was handed out. */
  LAST_RESORT_USED(
      "last_resort.used", "Upload post-quantum prekeys of the device, the last-resort one too.");

  private final String text;
  private final @Nullable String advice;

  EventType(@Nullable String advice) {
    this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.advice = advice;
  }

  EventType(String text, String advice) {
    this.text = text;
    this.advice = advice;
  }

  /** The type as it appears on the wire, for example {@code renewal-due}. */
  public String text() {
    return text;
  }

  /** What the owner does about it; empty when nothing has to be done. */
  public Optional<String> advice() {
    return Optional.ofNullable(advice);
  }

  /** What is told when a statement of this grade is served. */
  public static EventType of(Grade grade) {
    return switch (grade) {
      case FIRST -> FIRST;
      case RENEWED -> RENEWED;
      case EXTENDED -> EXTENDED;
      case REDUCED -> REDUCED;
      case ROTATED -> ROTATED;
      case RECLAIMED -> RECLAIMED;
    };
  }

  /** What is told when a state begins. */
  public static EventType of(StateName state) {
    return switch (state) {
      case ACTIVE -> ACTIVE;
      case RENEWAL_DUE -> RENEWAL_DUE;
      case UNREACHABLE -> UNREACHABLE;
      case MISMATCH -> MISMATCH;
      case HELD -> HELD;
      case EXPIRED -> EXPIRED;
      case REVOKED -> REVOKED;
    };
  }
}
