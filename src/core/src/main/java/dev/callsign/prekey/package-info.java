/**
 * The keys of devices: identity keys, what they sign, and the prekeys they upload.
 *
 * <p>In: key and signature bytes. Out: checked keys, verified or made signatures, or the reason why
 * not. Specification: docs/protocol.md §3, "Identity keys are libsignal identity keys", and §4;
 * XEdDSA.
 */
@NullMarked
package dev.callsign.prekey;

import org.jspecify.annotations.NullMarked;
