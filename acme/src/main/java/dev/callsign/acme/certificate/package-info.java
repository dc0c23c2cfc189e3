/**
 * The certificate of a callsign: what is on the disk, and what is to be done next.
 *
 * <p>In: a folder, what is seen of the host and the directory, the steps of an order, time and
 * randomness. Out: a certificate that is always there, renewed with the key that was announced, and
 * a statement signed by it. Specification: docs/protocol.md §3; RFC 8555, RFC 9773; ADR 0019.
 */
@NullMarked
package dev.callsign.acme.certificate;

import org.jspecify.annotations.NullMarked;
