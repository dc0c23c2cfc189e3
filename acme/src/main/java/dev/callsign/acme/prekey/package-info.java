/**
 * The prekeys of the devices this machine holds.
 *
 * <p>In: the identity key of a device, a directory, and the store of private halves. Out: prekeys
 * that are made here, durable before anybody hears of them, and published; also the commands about
 * them. Other programs may use it as a library. Specification: docs/protocol.md §4.
 */
@NullMarked
package dev.callsign.acme.prekey;

import org.jspecify.annotations.NullMarked;
