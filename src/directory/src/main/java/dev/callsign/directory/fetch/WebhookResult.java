package dev.callsign.directory.fetch;

/** The outcome of one try to deliver to a webhook; reasons never repeat what the host answered. */
public sealed interface WebhookResult {

  /** The host answered with a status of 200 to 299. */
  record Delivered(int status) implements WebhookResult {}

  /** The host answered with another status; {@code reason} is for a person. */
  record Refused(int status, String reason) implements WebhookResult {}

  /**
   * The host gave no answer, or was not asked; {@code reason} is for a person. Perhaps the host has
   * got it all the same.
   */
  record Failed(String reason) implements WebhookResult {}
}
