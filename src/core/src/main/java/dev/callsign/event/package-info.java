/**
 * What a directory tells whoever watches a callsign, signed by the directory's own key.
 *
 * <p>In: the body of a delivery, the directory's keys, who it is from and for, an instant. Out: a
 * {@link dev.callsign.event.DirectoryEvent} or the reason why not; also the signer and its key.
 * Specification: docs/protocol.md §8, "Deliveries"; RFC 7515 §7.1, RFC 8037.
 */
@NullMarked
package dev.callsign.event;

import org.jspecify.annotations.NullMarked;
