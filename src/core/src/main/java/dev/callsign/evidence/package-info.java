/**
 * The stored inputs of one verification: whoever has them can recompute its verdict, offline and
 * years later.
 *
 * <p>In: evidence as JSON. Out: the report it leads to under a policy of the reader's choice.
 * Specification: docs/protocol.md §9, "The evidence"; docs/verification.md.
 */
@NullMarked
package dev.callsign.evidence;

import org.jspecify.annotations.NullMarked;
