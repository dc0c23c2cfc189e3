package dev.callsign.acme.certificate;

import org.jspecify.annotations.Nullable;

/**
 * What the world sees of a callsign. Null is what could not be seen, or nobody looks at.
 *
 * @param leaf SHA-256 of the leaf that the host presents, base64url
 * @param hosted SHA-256 of the statement that the host serves, base64url
 * @param recorded SHA-256 of the statement that the directory knows last, in force or held,
 *     base64url
 */
public record Seen(@Nullable String leaf, @Nullable String hosted, @Nullable String recorded) {

  /** Nothing could be seen. */
  public static final Seen NOTHING = new Seen(null, null, null);
}
