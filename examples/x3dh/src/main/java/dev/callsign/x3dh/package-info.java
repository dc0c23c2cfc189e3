/**
 * X3DH between two callsigns: an example to be read and copied.
 *
 * <p>In: a {@link dev.callsign.bundle.VerifiedBundle}, or a first message and the verified
 * statement of its sender. Out: the same secret on both sides, and the first message.
 * Specification: "The X3DH Key Agreement Protocol", revision 1; the README beside this module says
 * what it does not promise.
 */
@NullMarked
package dev.callsign.x3dh;

import org.jspecify.annotations.NullMarked;
