/**
 * How long one verification may take.
 *
 * <p>In: a budget of wall-clock time. Out: the time that is left of it, for whoever waits for
 * somebody else. Specification: docs/verification.md, budget.
 */
@NullMarked
package dev.callsign.directory.budget;

import org.jspecify.annotations.NullMarked;
