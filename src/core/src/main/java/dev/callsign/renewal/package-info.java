/**
 * Renewal: when would the authority like this leaf to be renewed?
 *
 * <p>In: a leaf; documents of an ACME server. Out: what the server calls the leaf, where it answers
 * about it, and the window it suggests. Specification: RFC 9773 §4; RFC 8555 §7.1.1.
 */
@NullMarked
package dev.callsign.renewal;

import org.jspecify.annotations.NullMarked;
