/**
 * From a callsign to addresses that may be connected to, and what else the DNS says about it.
 *
 * <p>In: a callsign. Out: checked addresses, the owner's pin and CAA records, or the finding of the
 * step dns or address that refused them. Specification: docs/verification.md, steps dns and
 * address; RFC 4035; IANA special-purpose registries.
 */
@NullMarked
package dev.callsign.directory.dns;

import org.jspecify.annotations.NullMarked;
