package dev.callsign.x509;

import com.google.common.collect.ImmutableMap;
import dev.callsign.report.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The roots that chains must end at, and the intermediates we know without being shown them.
 *
 * <p>Never the JVM's trust store: the four Let's Encrypt roots are shipped with the code and pinned
 * by SHA-256. The intermediates are a cache, not trust: each still has to verify up to a root.
 *
 * @param shipped ISRG Root X1 and X2, Root YE and YR
 * @param added anchors an operator added for a private deployment; each vouches for itself
 * @param intermediates cross-signs and intermediates that complete a chain of leaf and issuer
 */
public record TrustAnchors(
    List<X509Certificate> shipped,
    List<X509Certificate> added,
    List<X509Certificate> intermediates) {

  /**
   * The shipped roots and their SHA-256 fingerprints (letsencrypt.org/certificates). Their order
   * decides which of two equally short paths a report names, so it is fixed.
   */
  private static final ImmutableMap<String, String> PINNED =
      ImmutableMap.of(
          "anchors/isrgrootx1.pem",
          "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6",
          "anchors/isrg-root-x2.pem",
          "69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470",
          "anchors/root-ye.pem",
          "e14ffcad5b0025731006caa43a121a22d8e9700f4fb9cf852f02a708aa5d5666",
          "anchors/root-yr.pem",
          "e57b7e6f150c419102e8d5c055729ff967b9d1a829bf00cec89ca604ebf4a86f");

  private static final List<String> INTERMEDIATES =
      List.of(
          "intermediates/int-ye1.pem",
          "intermediates/int-ye2.pem",
          "intermediates/int-ye3.pem",
          "intermediates/int-yr1.pem",
          "intermediates/int-yr2.pem",
          "intermediates/int-yr3.pem",
          "intermediates/root-x2-by-x1.pem",
          "intermediates/root-ye-by-x2.pem",
          "intermediates/root-yr-by-x1.pem");

  /** Copies the lists. */
  public TrustAnchors {
    shipped = List.copyOf(shipped);
    added = List.copyOf(added);
    intermediates = List.copyOf(intermediates);
  }

  /** The anchors and intermediates that this project ships. */
  public static TrustAnchors letsEncrypt() {
    List<X509Certificate> anchors = new ArrayList<>();
    PINNED.forEach(
        (resource, sha256) -> {
          X509Certificate anchor = load(resource);
          if (!Fingerprint.sha256Hex(CertificateChain.encode(anchor)).equals(sha256)) {
            throw new IllegalStateException(resource + " is not the root it is named after");
          }
          anchors.add(anchor);
        });
    return new TrustAnchors(
        anchors, List.of(), INTERMEDIATES.stream().map(TrustAnchors::load).toList());
  }

  /** These anchors and {@code more}, which an operator names for a private deployment. */
  public TrustAnchors withAdded(List<X509Certificate> more) {
    List<X509Certificate> all = new ArrayList<>(added);
    all.addAll(more);
    return new TrustAnchors(shipped, all, intermediates);
  }

  /** Every anchor, shipped first. */
  public List<X509Certificate> all() {
    List<X509Certificate> all = new ArrayList<>(shipped);
    all.addAll(added);
    return all;
  }

  private static X509Certificate load(String resource) {
    try (InputStream stream = TrustAnchors.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the library");
      }
      String pem = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
      return CertificateChain.parsePem(pem).leaf();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new IllegalStateException(resource + " is not a certificate", e);
    }
  }
}
