package dev.callsign.statement;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a certificate should have been renewed (docs/protocol.md §6).
 *
 * <p>Authorities suggest two thirds of the lifetime, or half of a lifetime under ten days (RFC 9773
 * windows of Let's Encrypt). A twelfth of the lifetime later nobody is in time any more: at three
 * quarters, or at seven twelfths.
 */
final class RenewalWindow {

  private static final Duration SHORT_LIVED = Duration.ofDays(10);

  /** Twelfths of the lifetime after which a renewal is overdue. */
  private static final int OVERDUE_TWELFTHS = 9;

  private static final int SHORT_LIVED_OVERDUE_TWELFTHS = 7;

  private RenewalWindow() {}

  /** The warning that a statement still stands on a certificate that should have been renewed. */
  static Optional<Finding> overdue(X509Certificate leaf, Instant at) {
    Instant notBefore = leaf.getNotBefore().toInstant();
    Duration lifetime = Duration.between(notBefore, leaf.getNotAfter().toInstant());
    boolean isShort = lifetime.compareTo(SHORT_LIVED) < 0;
    int twelfths = isShort ? SHORT_LIVED_OVERDUE_TWELFTHS : OVERDUE_TWELFTHS;
    Instant overdue = notBefore.plus(lifetime.multipliedBy(twelfths).dividedBy(12));
    return at.isBefore(overdue)
        ? Optional.empty()
        : Optional.of(
            Finding.warn(
                Slug.RENEWAL_OVERDUE,
                "a new certificate before " + overdue,
                "still the one that ends " + leaf.getNotAfter().toInstant()));
  }
}
