/**
 * What verifying costs.
 *
 * <p>In: statements and chains that the lab makes at the start. Out: verifications a second, beside
 * the bare signatures they contain. Specification: docs/drills.md.
 */
@NullMarked
package dev.callsign.bench;

import org.jspecify.annotations.NullMarked;
