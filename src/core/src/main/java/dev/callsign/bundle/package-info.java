/**
 * A directory's answer, checked by whoever asked: nobody has to trust the directory.
 *
 * <p>In: the answer's bytes, the callsign asked for, a trust policy, an instant. Out: a {@link
 * dev.callsign.bundle.VerifiedAnswer} or a {@link dev.callsign.bundle.VerifiedBundle}, or the named
 * reason why not, in one call and offline. Specification: docs/protocol.md §8.
 */
@NullMarked
package dev.callsign.bundle;

import org.jspecify.annotations.NullMarked;
