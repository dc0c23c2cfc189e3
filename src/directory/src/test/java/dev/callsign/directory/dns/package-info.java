/**
 * Which addresses are connected to.
 *
 * <p>In: addresses of every special-purpose block. Out: the objection to each. Specification:
 * docs/verification.md, step address.
 */
@NullMarked
package dev.callsign.directory.dns;

import org.jspecify.annotations.NullMarked;
