/**
 * The keys of devices: identity keys and what they sign.
 *
 * <p>In: key and signature bytes. Out: checked keys, verified or made signatures, or the reason why
 * not. Specification: docs/protocol.md §3, "Identity keys are libsignal identity keys"; XEdDSA.
 */
@NullMarked
package dev.callsign.prekey;

import org.jspecify.annotations.NullMarked;
