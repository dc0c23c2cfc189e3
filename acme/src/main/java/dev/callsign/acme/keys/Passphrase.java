package dev.callsign.acme.keys;

/** What private keys and prekey stores are encrypted with. Never empty; never printed. */
public final class Passphrase {
  private final String text;

  /**
   * A passphrase.
   *
   * @throws IllegalArgumentException it is empty
   */
  public Passphrase(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a passphrase is not empty");
    }
    this.text = text;
  }

  /** The passphrase itself; encoded as UTF-8 where bytes are needed. Secret. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "Passphrase[...]";
  }
}
