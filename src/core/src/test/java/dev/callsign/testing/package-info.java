/**
 * What several tests of this module need: an authority of their own, and the files under docs/.
 *
 * <p>In: a fixed instant. Out: certificates and keys that are wrong in exactly one way, and test
 * vectors that other programs made. Specification: RFC 5280; docs/vectors/README.md.
 */
@NullMarked
package dev.callsign.testing;

import org.jspecify.annotations.NullMarked;
