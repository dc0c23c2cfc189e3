package dev.callsign.acme.deploy;

import java.util.Locale;

/** What the owner's programs are told of. */
public enum HookEvent {
  /** A certificate is about to be ordered; a program that fails keeps it from being ordered. */
  PRE_OBTAIN,
  /** There is another live certificate, or another statement of it. */
  INSTALLED,
  /** The directory was told of the statement. */
  PUBLISHED,
  /** The owner has to know something. */
  FAILED;

  /** Its name in folders, environment and JSON: lower case, with hyphens. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
