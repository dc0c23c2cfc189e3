package dev.callsign.acme;

import dev.callsign.lab.DomainCertificate;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS of tests: one anchor, or one certificate. */
public final class TestTls {
  private static final char[] PASSWORD = "password".toCharArray();

  private TestTls() {}

  /** Trusts one anchor. */
  public static SSLContext trusting(X509Certificate anchor) throws Exception {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("anchor", anchor);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** Presents one certificate. */
  public static SSLContext presenting(DomainCertificate own) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        own.domainKey().getPrivate(),
        PASSWORD,
        own.chain().certificates().toArray(new Certificate[0]));
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
