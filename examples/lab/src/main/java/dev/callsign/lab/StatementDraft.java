package dev.callsign.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.statement.KeyStatement;
import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * A key statement that is about to be signed and can still be changed in every part, before and
 * after JSON, base64url and the signature are made. A faithful signer lets nobody do that.
 */
final class StatementDraft {

  private static final int P256_BITS = 256;

  final LabHost host;
  final KeyStatement statement;
  final ObjectNode header = JsonNodeFactory.instance.objectNode();
  final ObjectNode payload;
  final SecureRandom random;
  UnaryOperator<String> headerText = UnaryOperator.identity();
  UnaryOperator<String> payloadText = UnaryOperator.identity();
  UnaryOperator<String> compact = UnaryOperator.identity();

  private final DomainCertificate certificate;

  StatementDraft(
      LabHost host, KeyStatement statement, DomainCertificate certificate, SecureRandom random) {
    this.host = host;
    this.statement = statement;
    this.certificate = certificate;
    this.random = random;
    this.payload = statement.toJson();
    header.put("typ", "callsign-statement+jwt").put("alg", algorithm());
    ArrayNode x5c = header.putArray("x5c");
    certificate.chain().certificates().forEach(issued -> x5c.add(base64(issued)));
    header.put("x5t#S256", Fingerprint.ofCertificate(certificate.leaf()));
  }

  /** The member {@code devices} of the first device. */
  ObjectNode firstDevice() {
    return (ObjectNode) payload.withArray("devices").get(0);
  }

  /** The compact JWS with all changes. */
  String sign() {
    String input =
        encode(utf8(headerText.apply(header.toString())))
            + "."
            + encode(utf8(payloadText.apply(payload.toString())));
    return compact.apply(input + "." + encode(signature(utf8(input))));
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] signature(byte[] input) {
    String jca =
        switch (algorithm()) {
          case "ES256" -> "SHA256withECDSAinP1363Format";
          case "ES384" -> "SHA384withECDSAinP1363Format";
          default -> "SHA256withRSA";
        };
    try {
      Signature signer = Signature.getInstance(jca);
      signer.initSign(certificate.domainKey().getPrivate(), random);
      signer.update(input);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with " + jca, e);
    }
  }

  private String algorithm() {
    PublicKey key = certificate.domainKey().getPublic();
    if (!(key instanceof ECPublicKey ec)) {
      return "RS256";
    }
    return ec.getParams().getCurve().getField().getFieldSize() == P256_BITS ? "ES256" : "ES384";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(X509Certificate issued) {
    try {
      return Base64.getEncoder().encodeToString(issued.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("an issued certificate has an encoding", e);
    }
  }
}
