/**
 * The read side: what is recorded and what devices uploaded, as the answers clients get.
 *
 * <p>In: a callsign and an instant. Out: serialized answers with strong entity tags, or why there
 * is none. Specification: docs/protocol.md §6 and §8.
 */
@NullMarked
package dev.callsign.directory.lookup;

import org.jspecify.annotations.NullMarked;
