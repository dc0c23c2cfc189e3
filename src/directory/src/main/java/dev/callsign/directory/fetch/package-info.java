/**
 * From checked addresses to what the host of a callsign serves.
 *
 * <p>In: a callsign and its checked addresses. Out: the presented chain and the statement's bytes,
 * or the finding of the step connect or fetch that ended it. Specification: docs/verification.md,
 * steps connect and fetch; docs/protocol.md §3.
 *
 * <p>Beside that, from a leaf to the window in which its authority would like it to be renewed, by
 * the ACME server that the operator names: RFC 9773.
 */
@NullMarked
package dev.callsign.directory.fetch;

import org.jspecify.annotations.NullMarked;
