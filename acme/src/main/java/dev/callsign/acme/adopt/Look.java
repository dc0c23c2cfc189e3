package dev.callsign.acme.adopt;

import dev.callsign.x509.CertificateChain;
import java.security.PrivateKey;

/** What is to be said of the files of another ACME client. */
public sealed interface Look {

  /**
   * There is a certificate to adopt.
   *
   * @param chain leaf first, for the callsign, valid now, ending later than the live one
   * @param key its private key. Secret
   */
  record Found(CertificateChain chain, PrivateKey key) implements Look {
    @Override
    public String toString() {
      return "Found[a chain and its key]";
    }
  }

  /** What is there is live already, or ends no later than what is live. */
  record Nothing() implements Look {}

  /**
   * The files are missing, or do not match each other: their client may be writing them one by one.
   *
   * @param why for a person
   */
  record NotYet(String why) implements Look {}

  /**
   * What is there cannot be adopted before somebody changes it.
   *
   * @param why for a person
   */
  record Unusable(String why) implements Look {}
}
