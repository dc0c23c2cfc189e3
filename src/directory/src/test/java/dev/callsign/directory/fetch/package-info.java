/**
 * The fetch in memory, without a network.
 *
 * <p>In: the bytes a host sends inside TLS. Out: what the fetcher makes of them. Specification:
 * docs/verification.md, step fetch.
 */
@NullMarked
package dev.callsign.directory.fetch;

import org.jspecify.annotations.NullMarked;
