package dev.callsign.x509;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates as somebody presented them: leaf first, then what he thinks leads to an anchor.
 *
 * <p>At least one certificate, at most {@value #MAX_CERTIFICATES}. It does NOT ensure that they
 * belong together; the order after the leaf is not trusted.
 *
 * @param certificates leaf first
 */
public record CertificateChain(List<X509Certificate> certificates) {

  /** A longer chain is refused: Let's Encrypt's longest is four below the anchor. */
  public static final int MAX_CERTIFICATES = 10;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  /** Checks the number of certificates. */
  public CertificateChain {
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw new IllegalArgumentException("a chain has 1 to 10 certificates");
    }
    certificates = List.copyOf(certificates);
  }

  /** The chain of these certificates, leaf first. */
  public static CertificateChain of(List<X509Certificate> certificates) {
    return new CertificateChain(certificates);
  }

  /**
   * Decodes one certificate a byte array, each exactly one DER SEQUENCE.
   *
   * @throws MalformedException {@code statement-header} (the place where chains come as bytes): no
   *     certificate, too many, or bytes that are not exactly one certificate
   */
  public static CertificateChain decode(List<byte[]> der) throws MalformedException {
    if (der.isEmpty() || der.size() > MAX_CERTIFICATES) {
      throw malformed("a chain has 1 to 10 certificates");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] bytes : der) {
      certificates.add(decodeCertificate(bytes));
    }
    return new CertificateChain(certificates);
  }

  /**
   * Parses PEM text; whatever stands between the certificates is ignored (RFC 7468 §5.2).
   *
   * @throws MalformedException as {@link #decode}
   */
  public static CertificateChain parsePem(String pem) throws MalformedException {
    List<byte[]> der = new ArrayList<>();
    Matcher matcher = PEM.matcher(pem);
    while (matcher.find()) {
      try {
        der.add(Base64.getDecoder().decode(matcher.group(1).replaceAll("\\s", "")));
      } catch (IllegalArgumentException e) {
        throw malformed("a PEM block is not base64");
      }
    }
    return decode(der);
  }

  /** The certificate of the name itself. */
  public X509Certificate leaf() {
    return certificates.getFirst();
  }

  /** The certificates in DER, leaf first. */
  public List<byte[]> encode() {
    return certificates.stream().map(CertificateChain::encode).toList();
  }

  /** The certificates in PEM, leaf first, each with a final line break (RFC 8555 §9.1). */
  public String toPem() {
    StringBuilder pem = new StringBuilder();
    Base64.Encoder base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    for (X509Certificate certificate : certificates) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(base64.encodeToString(encode(certificate)))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.toString();
  }

  /** The DER of one certificate. */
  static byte[] encode(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a decoded certificate has an encoding", e);
    }
  }

  private static X509Certificate decodeCertificate(byte[] der) throws MalformedException {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      if (!Arrays.equals(encode(certificate), der)) {
        throw malformed("bytes follow the certificate");
      }
      // The JDK masks unused bits away: without this, one certificate would have two fingerprints.
      if (der[der.length - certificate.getSignature().length - 1] != 0) {
        throw malformed("the signature is not of whole octets");
      }
      return certificate;
    } catch (CertificateException e) {
      throw malformed("not an X.509 certificate in DER");
    }
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.STATEMENT_HEADER, detail);
  }
}
