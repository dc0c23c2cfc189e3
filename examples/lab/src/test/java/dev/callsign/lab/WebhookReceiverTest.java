package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.lab.WebhookReceiver.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** Receivers of webhooks as a client sees them that verifies their certificates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookReceiverTest {

  private Lab lab;
  private WebhookReceiver hooks;

  @BeforeAll
  void startTheLab() {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @BeforeEach
  void bringUpAReceiver(TestInfo test) {
    hooks = lab.webhook("h" + Integer.toHexString(test.getDisplayName().hashCode()));
  }

  @AfterAll
  void closeTheLab() {
    lab.close();
  }

  @Test
  void remembersWhatWasPosted() throws Exception {
    assertThat(post(hooks.url().resolve("/events?of=bob"), "eyJ.eyJ.x"))
        .startsWith("HTTP/1.1 204 ");

    assertThat(hooks.deliveries())
        .satisfiesExactly(
            delivery -> {
              assertThat(delivery.status()).isEqualTo(204);
              assertThat(delivery.request().method()).isEqualTo("POST");
              assertThat(delivery.request().target()).isEqualTo("/events?of=bob");
              assertThat(delivery.request().field("content-type")).hasValue("application/jose");
              assertThat(delivery.request().body()).isEqualTo("eyJ.eyJ.x");
            });
  }

  @Test
  void isFoundByAnyNameButThatOfACallsign() throws Exception {
    WebhookReceiver elsewhere = lab.webhook("hooks.watcher.test");

    assertThat(elsewhere.url().toString())
        .isEqualTo("https://hooks.watcher.test:" + lab.tlsPort() + "/events");
    assertThat(lab.webhook("hooks.watcher.test")).isSameAs(elsewhere);
    assertThat(Visitor.in(lab).lookUp("hooks.watcher.test", Type.A)).containsExactly("127.0.0.1");
    assertThat(post(elsewhere.url(), "")).startsWith("HTTP/1.1 204 ");
    lab.host("alice");
    assertThatThrownBy(() -> lab.webhook("alice")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> lab.host("hooks.watcher.test"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 400, 410, 500})
  void answersAsTold(int status) throws Exception {
    hooks.answer(status);

    assertThat(post(hooks.url(), "x")).startsWith("HTTP/1.1 " + status + " ");
    assertThat(hooks.deliveries()).extracting(Delivery::status).containsExactly(status);
  }

  @Test
  void redirectsToItself() throws Exception {
    hooks.answer(301);

    assertThat(post(hooks.url(), "x")).contains("\r\nLocation: /moved\r\n");
  }

  @Test
  void refusesAsOftenAsTold() throws Exception {
    hooks.refuseNext(2);

    for (int i = 0; i < 3; i++) {
      post(hooks.url(), "x");
    }

    assertThat(hooks.deliveries()).extracting(Delivery::status).containsExactly(503, 503, 204);
  }

  @Test
  void letsWaitForDeliveries() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<Delivery>> both =
          CompletableFuture.supplyAsync(() -> hooks.awaitDeliveries(2), threads);
      post(hooks.url(), "first");
      post(hooks.url(), "second");

      assertThat(both.join())
          .extracting(delivery -> delivery.request().body())
          .containsExactly("first", "second");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER_ERROR", "GARBAGE", "REDIRECT", "TOO_LARGE", "CUT_OFF_BODY", "GZIP"})
  void misbehavesInHttpAndBehavesAgain(HttpFault fault) throws Exception {
    hooks.misbehave(fault);
    assertThat(post(hooks.url(), "x")).doesNotStartWith("HTTP/1.1 204 ");

    hooks.behave();
    assertThat(post(hooks.url(), "y")).startsWith("HTTP/1.1 204 ");
    assertThat(hooks.deliveries()).extracting(Delivery::status).containsExactly(0, 204);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPIRED", "OTHER_NAME", "SELF_SIGNED", "UNTRUSTED_ROOT"})
  void presentsABadCertificateAndAGoodOneAgain(CertificateFault fault) throws Exception {
    hooks.misbehave(fault);
    assertThatThrownBy(() -> post(hooks.url(), "x")).isInstanceOf(SSLException.class);

    hooks.behave();
    assertThat(post(hooks.url(), "y")).startsWith("HTTP/1.1 204 ");
    assertThat(hooks.deliveries()).hasSize(1);
  }

  @Test
  void hasTheFaultsOfConnectionsAndOfTheDns() {
    hooks.misbehave(ConnectFault.HANDSHAKE_CLOSED);
    assertThatThrownBy(() -> post(hooks.url(), "x")).isInstanceOf(IOException.class);

    String host = hooks.url().getHost();
    hooks.misbehave(ConnectFault.REFUSED);
    assertThat(Visitor.in(lab).lookUp(host, Type.A)).containsExactly("127.0.0.2");
    hooks.misbehave(DnsFault.PRIVATE_ADDRESS);
    assertThat(Visitor.in(lab).lookUp(host, Type.A)).containsExactly("10.0.0.1");
    hooks.behave();
    assertThat(Visitor.in(lab).lookUp(host, Type.A)).containsExactly("127.0.0.1");
  }

  @Test
  void hasNoFaultsOfCallsigns() {
    for (Misbehaviour fault :
        List.of(
            CtFault.NO_SCTS, RevocationFault.REVOKED, StatementFault.EXPIRED, HistoryFault.FORK)) {
      assertThatThrownBy(() -> hooks.misbehave(fault)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void isNotForReading() throws Exception {
    assertThat(send("GET", hooks.url(), "")).startsWith("HTTP/1.1 405 ");
    assertThat(hooks.deliveries()).isEmpty();
  }

  private String post(URI url, String body) throws Exception {
    return send("POST", url, body);
  }

  private String send(String method, URI url, String body)
      throws IOException, GeneralSecurityException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), url.getPort());
    try (SSLSocket tls =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(socket, url.getHost(), url.getPort(), true)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
      String head =
          "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/jose\r\nContent-Length: %d\r\n\r\n"
              .formatted(method, url.getRawPath() + query, url.getAuthority(), body.length());
      tls.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
      return new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    anchors.setCertificateEntry("lab", lab.authority().anchor());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
