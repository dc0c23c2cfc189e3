package dev.callsign.prekey;

import dev.callsign.report.Slug;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one key of an upload.
 *
 * @param member where it stands in the document, for example {@code one_time_prekeys[3]}
 * @param keyId its id; null when that cannot be read
 * @param slug {@code prekey-malformed}, {@code prekey-small-order}, {@code prekey-modulus} or
 *     {@code prekey-signature}
 * @param detail for a person
 */
public record PrekeyFault(String member, @Nullable Integer keyId, Slug slug, String detail) {}
