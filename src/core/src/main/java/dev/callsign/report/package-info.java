/**
 * The vocabulary of verdicts: steps, slugs, findings and the report they make up.
 *
 * <p>In: what each step of the policy expected and saw. Out: one {@link
 * dev.callsign.report.VerificationReport}. Specification: docs/verification.md.
 */
@NullMarked
package dev.callsign.report;

import org.jspecify.annotations.NullMarked;
