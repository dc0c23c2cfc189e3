package dev.callsign.acme.order;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who vouches for the HTTPS of an ACME server. */
final class ServerTrust {

  private ServerTrust() {}

  /** Trusts the JVM's anchors and {@code added}. */
  static SSLContext withAdded(List<X509Certificate> added) {
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      List<X509Certificate> all = Stream.concat(jvmsAnchors(), added.stream()).toList();
      for (int i = 0; i < all.size(); i++) {
        anchors.setCertificateEntry("anchor-" + i, all.get(i));
      }
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, managers(anchors).getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK speaks TLS and has anchors", e);
    }
  }

  private static Stream<X509Certificate> jvmsAnchors() throws GeneralSecurityException {
    return Arrays.stream(managers(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()));
  }

  private static TrustManagerFactory managers(@Nullable KeyStore anchors)
      throws GeneralSecurityException {
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(anchors);
    return managers;
  }
}
