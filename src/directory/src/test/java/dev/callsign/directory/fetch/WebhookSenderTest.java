package dev.callsign.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.directory.dns.AddressRules;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.lab.CertificateFault;
import dev.callsign.lab.ConnectFault;
import dev.callsign.lab.DnsFault;
import dev.callsign.lab.HttpFault;
import dev.callsign.lab.HttpRequest;
import dev.callsign.lab.Lab;
import dev.callsign.lab.Misbehaviour;
import dev.callsign.lab.WebhookReceiver;
import dev.callsign.report.MalformedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.SimpleResolver;

/** Receivers of webhooks, good and hostile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookSenderTest {

  /** Long enough for an answer on loopback, short enough to wait for one that never comes. */
  private static final Duration IMPATIENT = Duration.ofMillis(500);

  private static final byte[] BODY = "eyJ.eyJ.x".getBytes(StandardCharsets.US_ASCII);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Lab lab;
  private WebhookReceiver hooks;
  private int receivers;

  @BeforeAll
  void startTheLab() {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @BeforeEach
  void bringUpAReceiver() {
    receivers++;
    hooks = lab.webhook("hooks" + receivers);
  }

  @AfterAll
  void stop() {
    lab.close();
    timer.shutdownNow();
  }

  @Test
  void postsTheBodyAsItIs() throws MalformedException {
    assertThat(send(hooks.url() + "/of/bob?x=%20y")).isEqualTo(new WebhookResult.Delivered(204));

    assertThat(hooks.deliveries()).hasSize(1);
    HttpRequest request = hooks.deliveries().getFirst().request();
    assertThat(request.head()).startsWith("POST /events/of/bob?x=%20y HTTP/1.1\r\n");
    assertThat(request.field("host")).hasValue(hooks.url().getAuthority());
    assertThat(request.field("user-agent")).hasValue("test/1");
    assertThat(request.field("content-type")).hasValue("application/jose");
    assertThat(request.field("content-length")).hasValue("9");
    assertThat(request.field("connection")).hasValue("close");
    assertThat(request.field("expect")).isEmpty();
    assertThat(request.body()).isEqualTo("eyJ.eyJ.x");
  }

  @Test
  void postsTheLargestBody() throws MalformedException {
    byte[] body = "x".repeat(32 * 1024).getBytes(StandardCharsets.US_ASCII);

    assertThat(sender().send(url(hooks.url().toString()), body))
        .isEqualTo(new WebhookResult.Delivered(204));
    assertThat(hooks.deliveries().getFirst().request().body()).hasSize(body.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void callsEveryStatusOf200ADelivery(int status) throws MalformedException {
    hooks.answer(status);

    assertThat(send()).isEqualTo(new WebhookResult.Delivered(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 413, 429, 500, 503})
  void callsOtherStatusesARefusal(int status) throws MalformedException {
    hooks.answer(status);

    assertThat(send())
        .isEqualTo(new WebhookResult.Refused(status, "its host answered with status " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) throws MalformedException {
    hooks.answer(status);

    assertThat(send())
        .isInstanceOfSatisfying(
            WebhookResult.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(status);
              assertThat(refused.reason()).contains("redirects are not followed");
            });
    assertThat(hooks.deliveries()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE", "ENDLESS_HEADERS", "SILENCE", "SLOW_HEADERS"})
  void failsWithoutTheHeadOfAnAnswer(HttpFault fault) throws MalformedException {
    hooks.misbehave(fault);

    assertThat(reason(impatient().send(url(hooks.url().toString()), BODY)))
        .contains(
            switch (fault) {
              case GARBAGE -> "no whole HTTP/1.1 answer";
              case ENDLESS_HEADERS -> "beyond every limit";
              default -> "no whole answer in time";
            });
    assertThat(hooks.deliveries()).hasSize(1);
  }

  /** The receiver has said that it has it; what else it says is of no interest. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "TOO_LARGE",
        "TOO_LARGE_CHUNKED",
        "ENDLESS_BODY",
        "SLOW_BODY",
        "CUT_OFF_BODY",
        "GZIP"
      })
  void isContentWithTheHeadOfAnAnswer(HttpFault fault) throws MalformedException {
    hooks.misbehave(fault);

    assertThat(impatient().send(url(hooks.url().toString()), BODY))
        .isEqualTo(new WebhookResult.Delivered(200));
  }

  @ParameterizedTest
  @EnumSource
  void saysWhereNobodyShakesHands(ConnectFault fault) throws MalformedException {
    assumeTrue(
        fault != ConnectFault.TIMEOUT || System.getProperty("os.name").equals("Linux"),
        "only Linux drops SYN like this");
    hooks.misbehave(fault);

    assertThat(reason(impatient().send(url(hooks.url().toString()), BODY)))
        .contains(
            switch (fault) {
              case REFUSED -> "refuses connections";
              case TIMEOUT -> "does not take connections";
              case HANDSHAKE_SILENCE -> "did not end the TLS handshake in time";
              case HANDSHAKE_FAILURE, HANDSHAKE_CLOSED, OLD_TLS -> "does not complete a handshake";
            });
    assertThat(hooks.deliveries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "INCOMPLETE",
        "SELF_SIGNED",
        "UNTRUSTED_ROOT",
        "NOT_YET_VALID",
        "EXPIRED",
        "EXPIRED_INTERMEDIATE",
        "ISSUER_NOT_A_CA",
        "ISSUER_WITHOUT_CERT_SIGN",
        "PATH_TOO_LONG",
        "NO_SERVER_AUTH",
        "UNKNOWN_CRITICAL_EXTENSION",
        "OTHER_NAME"
      })
  void sendsNothingWhereTheCertificateDoesNotProveTheName(CertificateFault fault)
      throws MalformedException {
    hooks.misbehave(fault);

    assertThat(reason(send())).contains("certificate of its host");
    assertThat(hooks.deliveries()).isEmpty();

    hooks.behave();
    assertThat(send()).isEqualTo(new WebhookResult.Delivered(204));
  }

  @Test
  void believesNoAuthorityThatNobodyNamed() throws MalformedException {
    WebhookSender sender = sender(AddressRules.everything(), IMPATIENT, List.of());

    assertThat(reason(sender.send(url(hooks.url().toString()), BODY)))
        .contains("certificate of its host");
    assertThat(hooks.deliveries()).isEmpty();
  }

  @Test
  void believesTheAuthoritiesOfTheRuntime(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("runtime.p12");
    write(store, lab.authority().anchor());
    WebhookSender sender;
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    try {
      sender = sender(AddressRules.everything(), Duration.ofSeconds(10), List.of());
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }

    assertThat(sender.send(url(hooks.url().toString()), BODY))
        .isEqualTo(new WebhookResult.Delivered(204));
  }

  @Test
  void connectsToNoSpecialAddress() throws MalformedException {
    WebhookSender sender =
        sender(
            AddressRules.publicOnly(), Duration.ofSeconds(10), List.of(lab.authority().anchor()));

    assertThat(reason(sender.send(url(hooks.url().toString()), BODY))).contains("refused");
    assertThat(hooks.deliveries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PRIVATE_ADDRESS",
        "LINK_LOCAL_ADDRESS",
        "UNIQUE_LOCAL_IPV6",
        "MAPPED_IPV4",
        "NAT64",
        "SIX_TO_FOUR",
        "CNAME_TO_PRIVATE",
        "CNAME_CHAIN_TO_PRIVATE"
      })
  void connectsToNoSpecialAddressInDisguise(DnsFault fault) throws MalformedException {
    hooks.misbehave(fault);
    WebhookSender sender =
        sender(
            AddressRules.publicOnly(), Duration.ofSeconds(10), List.of(lab.authority().anchor()));

    assertThat(reason(sender.send(url(hooks.url().toString()), BODY))).contains("refused");
  }

  @Test
  void saysWhatTheDnsSays() throws MalformedException {
    assertThat(reason(send("https://nobody.callsign.test/"))).contains("does not exist");

    for (Misbehaviour fault : List.of(DnsFault.SERVFAIL, DnsFault.SILENCE, DnsFault.NO_ADDRESS)) {
      hooks.misbehave(fault);
      assertThat(impatient().send(url(hooks.url().toString()), BODY))
          .isInstanceOf(WebhookResult.Failed.class);
    }
  }

  private WebhookResult send() throws MalformedException {
    return send(hooks.url().toString());
  }

  private WebhookResult send(String url) throws MalformedException {
    return sender().send(url(url), BODY);
  }

  private WebhookSender sender() {
    return sender(
        AddressRules.everything(), Duration.ofSeconds(10), List.of(lab.authority().anchor()));
  }

  private WebhookSender impatient() {
    return sender(AddressRules.everything(), IMPATIENT, List.of(lab.authority().anchor()));
  }

  private WebhookSender sender(
      AddressRules rules, Duration timeout, List<X509Certificate> anchors) {
    return new WebhookSender(
        new HostResolver(new SimpleResolver(lab.dns().address()), rules),
        new FetchLimits(443, timeout, timeout, timeout),
        anchors,
        "test/1",
        timer);
  }

  private WebhookUrl url(String text) throws MalformedException {
    return WebhookUrl.parse(text, lab.tlsPort());
  }

  private static String reason(WebhookResult result) {
    return result instanceof WebhookResult.Failed failed ? failed.reason() : result.toString();
  }

  private static void write(Path store, X509Certificate anchor)
      throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("lab", anchor);
    try (OutputStream out = Files.newOutputStream(store)) {
      anchors.store(out, "changeit".toCharArray());
    }
  }
}
