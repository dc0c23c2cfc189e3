package dev.callsign.bench;

import dev.callsign.lab.Issuer;
import dev.callsign.lab.KeyType;

/** The hierarchies of Let's Encrypt, as the lab has them. */
public enum Shape {
  /** As E7 and YE1: an ECDSA leaf on P-256, an issuer and a root on P-384. */
  ECDSA(KeyType.P256, Issuer.P384, "SHA256withECDSAinP1363Format"),
  /** As R12 and YR1: a leaf and an issuer of RSA 2048. */
  RSA(KeyType.RSA_2048, Issuer.RSA, "RSASSA-PSS");

  final KeyType leafKey;
  final Issuer issuer;

  /** The JCA name of the algorithm that statements are signed with. */
  final String statementAlgorithm;

  Shape(KeyType leafKey, Issuer issuer, String statementAlgorithm) {
    this.leafKey = leafKey;
    this.issuer = issuer;
    this.statementAlgorithm = statementAlgorithm;
  }
}
