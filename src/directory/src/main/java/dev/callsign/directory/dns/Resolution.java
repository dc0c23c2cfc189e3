package dev.callsign.directory.dns;

import dev.callsign.caa.CaaLookup;
import dev.callsign.report.Finding;
import dev.callsign.statement.StatementPin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of resolving a callsign. */
public sealed interface Resolution {

  /** The findings of the steps dns and address. */
  List<Finding> findings();

  /** Everything that was answered, keys and delegations included when they were asked for. */
  List<WireAnswer> answers();

  /**
   * Addresses may be tried.
   *
   * @param addresses IPv6 first; never empty
   * @param dnssec what DNSSEC says about addresses and pin
   * @param pin what TXT at {@code _callsign} pins; null when the owner pins nothing. It is NOT
   *     compared with the statement here, which nobody has fetched yet
   * @param caa what the first perspective says; not compared
   */
  record Resolved(
      List<CheckedAddress> addresses,
      DnssecStatus dnssec,
      @Nullable StatementPin pin,
      CaaLookup caa,
      List<Finding> findings,
      List<WireAnswer> answers)
      implements Resolution {}

  /** No address may be tried; the last finding says why. */
  record Unresolved(List<Finding> findings, List<WireAnswer> answers) implements Resolution {}
}
