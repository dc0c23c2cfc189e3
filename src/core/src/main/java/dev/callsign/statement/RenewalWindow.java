package dev.callsign.statement;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a statement, or the certificate it stands on, has to be renewed (docs/protocol.md §6).
 *
 * <p>Authorities suggest two thirds of the lifetime, or half of a lifetime under ten days (RFC 9773
 * windows of Let's Encrypt). A twelfth of the lifetime later nobody is in time any more: at three
 * quarters, or at seven twelfths. Pure; says nothing about what an authority answers when asked.
 *
 * @param from the first instant of the period
 * @param due when its renewal is due
 * @param overdue when a renewal is no longer in time
 * @param lastTenth when the last tenth of it begins
 * @param end the first instant after it
 */
public record RenewalWindow(
    Instant from, Instant due, Instant overdue, Instant lastTenth, Instant end) {

  /** Lifetimes below this one are renewed at half of them. */
  private static final Duration SHORT_LIVED = Duration.ofDays(10);

  private static final int TWELFTHS = 12;
  private static final int DUE_TWELFTHS = 8;
  private static final int OVERDUE_TWELFTHS = 9;
  private static final int SHORT_LIVED_DUE_TWELFTHS = 6;
  private static final int SHORT_LIVED_OVERDUE_TWELFTHS = 7;

  /** The window of a certificate. */
  public static RenewalWindow of(X509Certificate leaf) {
    return of(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
  }

  /**
   * The window of a statement: of its own period and of its certificate's, whatever comes first.
   */
  public static RenewalWindow of(KeyStatement statement, X509Certificate leaf) {
    RenewalWindow own = of(statement.issuedAt(), statement.expiresAt());
    RenewalWindow certificate = of(leaf);
    return new RenewalWindow(
        own.from,
        earlier(own.due, certificate.due),
        earlier(own.overdue, certificate.overdue),
        earlier(own.lastTenth, certificate.lastTenth),
        earlier(own.end, certificate.end));
  }

  /** The window of a period from {@code from} to {@code end}. */
  public static RenewalWindow of(Instant from, Instant end) {
    Duration lifetime = Duration.between(from, end);
    boolean isShort = lifetime.compareTo(SHORT_LIVED) < 0;
    return new RenewalWindow(
        from,
        from.plus(twelfths(lifetime, isShort ? SHORT_LIVED_DUE_TWELFTHS : DUE_TWELFTHS)),
        from.plus(twelfths(lifetime, isShort ? SHORT_LIVED_OVERDUE_TWELFTHS : OVERDUE_TWELFTHS)),
        from.plus(lifetime.multipliedBy(9).dividedBy(10)),
        end);
  }

  /** The warning that a statement still stands on a certificate that should have been renewed. */
  static Optional<Finding> overdue(X509Certificate leaf, Instant at) {
    RenewalWindow window = of(leaf);
    return at.isBefore(window.overdue)
        ? Optional.empty()
        : Optional.of(
            Finding.warn(
                Slug.RENEWAL_OVERDUE,
                "a new certificate before " + window.overdue,
                "still the one that ends " + window.end));
  }

  private static Duration twelfths(Duration lifetime, int count) {
    return lifetime.multipliedBy(count).dividedBy(TWELFTHS);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
