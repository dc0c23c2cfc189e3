/**
 * Looking a callsign up without trusting the directory that answers.
 *
 * <p>In: a callsign and the address of a directory. Out: the evidence, verified here and now, or
 * the reason why it does not count. Specification: docs/protocol.md §8, docs/verification.md.
 */
@NullMarked
package dev.callsign.acme.lookup;

import org.jspecify.annotations.NullMarked;
