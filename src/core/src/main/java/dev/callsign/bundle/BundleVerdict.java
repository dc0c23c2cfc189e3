package dev.callsign.bundle;

import dev.callsign.report.VerificationReport;

/** The outcome of checking a prekey bundle. */
public sealed interface BundleVerdict {

  /** Statement and prekeys verify, and the answer agrees with both. */
  record Verified(VerifiedBundle bundle) implements BundleVerdict {}

  /** The statement or a prekey does not verify. */
  record Rejected(VerificationReport report) implements BundleVerdict {}

  /** The statement verifies, but the directory says something else around it. */
  record Contradicted(VerificationReport report, String detail) implements BundleVerdict {}

  /** The bytes are not a bundle at all. */
  record Unreadable(String detail) implements BundleVerdict {}
}
