/**
 * A year of a thousand callsigns, lived in a minute: the directory's own parts on a real database,
 * by a clock that jumps, in a world that is simulated.
 *
 * <p>In: what owners, attackers, authorities and replicas do. Out: what the directory serves and
 * tells. Specification: docs/protocol.md §5 and §6, docs/verification.md.
 */
@NullMarked
package dev.callsign.directory.year;

import org.jspecify.annotations.NullMarked;
