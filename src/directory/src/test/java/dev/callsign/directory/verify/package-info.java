/**
 * Who may be verified when.
 *
 * <p>In: concurrent requests. Out: admission. Specification: docs/verification.md, budget.
 */
@NullMarked
package dev.callsign.directory.verify;

import org.jspecify.annotations.NullMarked;
