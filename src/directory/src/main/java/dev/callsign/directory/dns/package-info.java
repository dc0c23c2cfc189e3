/**
 * From a callsign to addresses that may be connected to.
 *
 * <p>In: a callsign. Out: checked addresses, or the finding of the step dns or address that refused
 * them. Specification: docs/verification.md, steps dns and address; IANA special-purpose
 * registries.
 */
@NullMarked
package dev.callsign.directory.dns;

import org.jspecify.annotations.NullMarked;
