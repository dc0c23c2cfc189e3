/**
 * The agent's command line.
 *
 * <p>In: arguments, a clock, randomness. Out: an exit code. Specification: docs/protocol.md §1, the
 * agent.
 */
@NullMarked
package dev.callsign.acme;

import org.jspecify.annotations.NullMarked;
