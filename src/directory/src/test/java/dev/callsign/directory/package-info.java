/**
 * The directory over HTTP, in a laboratory that behaves and misbehaves.
 *
 * <p>In: requests. Out: what a client sees. Specification: docs/protocol.md, docs/verification.md.
 */
@NullMarked
package dev.callsign.directory;

import org.jspecify.annotations.NullMarked;
