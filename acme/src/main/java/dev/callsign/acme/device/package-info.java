/**
 * The devices of a callsign and the file that keeps them.
 *
 * <p>In: what the owner wants on the command line. Out: identity keys, and a devices file that the
 * next statement is signed from. Specification: docs/protocol.md §3, {@code devices}.
 */
@NullMarked
package dev.callsign.acme.device;

import org.jspecify.annotations.NullMarked;
