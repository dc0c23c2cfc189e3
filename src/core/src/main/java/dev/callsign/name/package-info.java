/**
 * Callsigns: domain names that stand for their owners.
 *
 * <p>In: text. Out: a {@link dev.callsign.name.Callsign} in normal form, or the reason why not.
 * Specification: docs/protocol.md §2 (UTS 46, RFC 5890, public suffix list).
 */
@NullMarked
package dev.callsign.name;

import org.jspecify.annotations.NullMarked;
