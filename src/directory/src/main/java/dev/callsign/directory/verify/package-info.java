/**
 * One verification of a callsign, from its name to a verdict with evidence.
 *
 * <p>In: a callsign and the statement recorded for it. Out: a verified statement or the report that
 * says why not. Specification: docs/verification.md, all steps.
 */
@NullMarked
package dev.callsign.directory.verify;

import org.jspecify.annotations.NullMarked;
