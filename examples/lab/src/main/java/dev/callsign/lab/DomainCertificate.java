package dev.callsign.lab;

import dev.callsign.x509.CertificateChain;
import java.security.KeyPair;
import java.security.cert.X509Certificate;

/**
 * What an owner has after his certificate was issued.
 *
 * @param chain what a host presents: leaf first, the root left out
 * @param domainKey the key pair of the leaf
 */
public record DomainCertificate(CertificateChain chain, KeyPair domainKey) {

  /** The certificate of the name itself. */
  public X509Certificate leaf() {
    return chain.leaf();
  }
}
