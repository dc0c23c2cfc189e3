package dev.callsign.directory.dns;

import dev.callsign.caa.CaaLookup;
import dev.callsign.report.Finding;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/** What one perspective says about a callsign. */
sealed interface PerspectiveAnswer {

  /** The name of the perspective. */
  String resolver();

  /** What it answered, as far as it did. */
  List<WireAnswer> wire();

  /**
   * It answered.
   *
   * @param exists false when the answer was NXDOMAIN
   * @param addresses IPv6 first; empty when there is none or nothing can be believed
   * @param pins the TXT records at {@code _callsign} that are pins, as text
   * @param dnssec the worst of what was asked, CAA excepted
   * @param reason why it is bogus; otherwise empty
   */
  record Answered(
      String resolver,
      boolean exists,
      List<InetAddress> addresses,
      Set<String> pins,
      CaaLookup caa,
      DnssecStatus dnssec,
      String reason,
      List<WireAnswer> wire)
      implements PerspectiveAnswer {

    /** What every perspective sees alike; addresses are not among it, because of CDNs. */
    List<Object> facts() {
      return List.of(exists, !addresses.isEmpty(), pins, dnssec);
    }
  }

  /** It gave no answer that can be used: its failure, not the name's. */
  record Unanswered(String resolver, Finding finding, List<WireAnswer> wire)
      implements PerspectiveAnswer {}
}
