/**
 * Signed requests: how a device proves itself to a directory.
 *
 * <p>In: a body, the method and address it came to, the keys of devices, an instant. Out: a {@link
 * dev.callsign.request.SignedRequest} or the reason why not; also the signer. Specification:
 * docs/protocol.md §4, "Signed requests"; RFC 7515 §7.2.2.
 */
@NullMarked
package dev.callsign.request;

import org.jspecify.annotations.NullMarked;
