/**
 * Serves a callsign's statement over HTTPS, for owners who have no web server.
 *
 * <p>In: the live generation, an address. Out: TLS with the live certificate, one file.
 * Specification: docs/protocol.md §3 (where a statement is served).
 */
@NullMarked
package dev.callsign.acme.serve;

import org.jspecify.annotations.NullMarked;
