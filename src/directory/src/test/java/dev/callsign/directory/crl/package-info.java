/**
 * The shared cache of revocation lists.
 *
 * <p>In: lists of a small authority and of the lab. Out: what leaves are judged by, and what their
 * hosts were asked. Specification: docs/verification.md, step revocation.
 */
@NullMarked
package dev.callsign.directory.crl;

import org.jspecify.annotations.NullMarked;
