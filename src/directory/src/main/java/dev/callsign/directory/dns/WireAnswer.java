package dev.callsign.directory.dns;

/**
 * What a resolver answered to one question, to be kept as evidence.
 *
 * @param resolver the perspective
 * @param name the name asked for, with a dot at its end
 * @param type for example {@code AAAA}
 * @param message the DNS message (RFC 1035 §4), base64url without padding
 */
public record WireAnswer(String resolver, String name, String type, String message) {}
