package dev.callsign.acme.certificate;

import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One order, from the intent on; and what is known of the renewal that it belongs to, which may
 * need several.
 *
 * @param number rises with each attempt of the callsign; one attempt never has two orders
 * @param reason why the renewal began
 * @param startedAt when it began; whole seconds
 * @param since when it was decided to open the order: one that was opened earlier is another
 *     attempt's; whole seconds
 * @param authority the directory of the ACME server
 * @param rehearsal whether it is the staging authority's, whose certificate nobody wants
 * @param key SHA-256 of the SPKI of the key to order for, base64url; null until it is on the disk
 * @param tries the failures of the renewal
 * @param remedies what was tried once in it
 */
record Attempt(
    long number,
    Reason reason,
    Instant startedAt,
    Instant since,
    URI authority,
    boolean rehearsal,
    @Nullable String key,
    Tries tries,
    Set<Remedy> remedies) {

  Attempt {
    remedies = Set.copyOf(remedies);
  }

  Attempt with(Tries other) {
    return new Attempt(
        number, reason, startedAt, since, authority, rehearsal, key, other, remedies);
  }

  Attempt forKey(String sha256) {
    return new Attempt(
        number, reason, startedAt, since, authority, rehearsal, sha256, tries, remedies);
  }

  /** The intent to open the order is of this moment. */
  Attempt decided(Instant now) {
    return new Attempt(number, reason, startedAt, now, authority, rehearsal, key, tries, remedies);
  }

  Attempt having(Remedy remedy) {
    Set<Remedy> more = EnumSet.of(remedy, remedies.toArray(Remedy[]::new));
    return new Attempt(number, reason, startedAt, since, authority, rehearsal, key, tries, more);
  }

  /** Without that remedy, which may be tried again. */
  Attempt lacking(Remedy remedy) {
    Set<Remedy> fewer = EnumSet.noneOf(Remedy.class);
    fewer.addAll(remedies);
    fewer.remove(remedy);
    return new Attempt(number, reason, startedAt, since, authority, rehearsal, key, tries, fewer);
  }

  /** Another attempt of the same renewal. */
  Attempt followedBy(long next, URI other, boolean rehearses) {
    return new Attempt(next, reason, startedAt, since, other, rehearses, key, tries, remedies);
  }

  /** Whether the order may name the live leaf as the one it renews (RFC 9773 §5). */
  boolean mayReplace() {
    return !rehearsal && !has(Remedy.REPLACES_DROPPED);
  }

  boolean has(Remedy remedy) {
    return remedies.contains(remedy);
  }
}
