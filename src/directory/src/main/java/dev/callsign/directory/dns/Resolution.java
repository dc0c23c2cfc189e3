package dev.callsign.directory.dns;

import dev.callsign.report.Finding;
import java.util.List;

/** The outcome of resolving a callsign. */
public sealed interface Resolution {

  /** The findings of the steps dns and address. */
  List<Finding> findings();

  /** Addresses to try, IPv6 first; never empty. */
  record Resolved(List<CheckedAddress> addresses, List<Finding> findings) implements Resolution {}

  /** No address may be tried; the last finding says why. */
  record Unresolved(List<Finding> findings) implements Resolution {}
}
