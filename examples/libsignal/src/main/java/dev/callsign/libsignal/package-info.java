/**
 * Callsign's keys in the shapes of Signal's own library: an adapter to be read and copied.
 *
 * <p>In: libsignal's key pairs and records, or a {@link dev.callsign.bundle.VerifiedBundle}. Out:
 * an upload, or libsignal's {@link org.signal.libsignal.protocol.state.PreKeyBundle}.
 * Specification: docs/protocol.md §3, §4 and §8; PQXDH. What is sent and fetched, and by what, is
 * none of its business.
 */
@NullMarked
package dev.callsign.libsignal;

import org.jspecify.annotations.NullMarked;
