package dev.callsign.statement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * Signs key statements with a domain key. It builds the header itself and never signs one it is
 * given: the domain key must not be made to sign anything else (docs/protocol.md §3).
 */
public final class StatementSigner {

  private StatementSigner() {}

  /**
   * Signs a statement.
   *
   * @param chain leaf first, 2 to 6 certificates; becomes {@code x5c}
   * @param domainKey the private key of the leaf: P-256, P-384 or RSA
   * @return the compact JWS
   * @throws IllegalArgumentException when the key is of no allowed type or is not the leaf's, the
   *     chain has another length, the result is larger than 16 KiB, or the statement is one that
   *     nobody could read
   */
  public static String sign(KeyStatement statement, CertificateChain chain, PrivateKey domainKey) {
    return sign(statement.toJson(), chain, domainKey);
  }

  /**
   * As {@link #sign(KeyStatement, CertificateChain, PrivateKey)}, with the agreement of a device of
   * the statement before to a change of devices (docs/protocol.md §5, {@code continuity}).
   *
   * @param device the id under which the statement before lists it
   * @param identity its identity key there
   */
  public static String sign(
      KeyStatement statement,
      int device,
      IdentitySigner identity,
      CertificateChain chain,
      PrivateKey domainKey) {
    ObjectNode payload = statement.toJson();
    Continuity.sign(payload, device, identity);
    return sign(payload, chain, domainKey);
  }

  private static String sign(ObjectNode payload, CertificateChain chain, PrivateKey domainKey) {
    int length = chain.certificates().size();
    if (length < StatementJws.MIN_CERTIFICATES || length > StatementJws.MAX_CERTIFICATES) {
      throw new IllegalArgumentException("a statement carries 2 to 6 certificates, leaf first");
    }
    PublicKey leafKey = chain.leaf().getPublicKey();
    DomainKeyAlgorithm algorithm =
        DomainKeyAlgorithm.preferredFor(leafKey)
            .orElseThrow(() -> new IllegalArgumentException("a domain key is P-256, P-384 or RSA"));
    JWSHeader header =
        new JWSHeader.Builder(algorithm.jws())
            .type(new JOSEObjectType(StatementJws.TYPE))
            .x509CertChain(chain.encode().stream().map(Base64::encode).toList())
            .x509CertSHA256Thumbprint(new Base64URL(Fingerprint.ofCertificate(chain.leaf())))
            .build();
    JWSObject jws = new JWSObject(header, new Payload(payload.toString()));
    try {
      jws.sign(algorithm.signer(domainKey));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the key cannot sign with " + algorithm, e);
    }
    if (!algorithm.verifies(leafKey, jws.getSigningInput(), jws.getSignature().decode())) {
      throw new IllegalArgumentException("the key is not the key of the leaf");
    }
    String compact = jws.serialize();
    try {
      UnverifiedStatement.parse(compact);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
    return compact;
  }

  /** Base64url SHA-256 of a compact JWS: what {@code prev} of the next statement says. */
  public static String sha256(String compact) {
    return Fingerprint.sha256Base64Url(compact.getBytes(StandardCharsets.US_ASCII));
  }
}
