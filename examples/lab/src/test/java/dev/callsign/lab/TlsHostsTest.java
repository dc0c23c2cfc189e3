package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.lab.Visitor.Visit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The hosts of the lab as a TLS and HTTP client sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsHostsTest {

  /** Long enough for an answer on loopback, short enough to wait for one that never comes. */
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  private static final int MAX_STATEMENT_BYTES = 16 * 1024;

  private Lab lab;
  private LabHost alice;
  private Visitor visitor;

  @BeforeAll
  void startTheLab() {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
    visitor = Visitor.in(lab);
  }

  @BeforeEach
  void behave() {
    alice = lab.host("alice");
    alice.behave();
  }

  @AfterAll
  void closeTheLab() {
    lab.close();
  }

  @Test
  void servesEachCallsignItsOwnChainAndStatement() throws IOException {
    LabHost bob = lab.host("bob");

    assertThat(visitor.visit(alice).presented()).isEqualTo(alice.chain());
    assertThat(visitor.visit(alice).body()).isEqualTo(alice.statement());
    assertThat(visitor.visit(bob).presented()).isEqualTo(bob.chain());
    assertThat(visitor.visit(bob).body()).isEqualTo(bob.statement());
  }

  @ParameterizedTest
  @EnumSource(names = {"P256", "P384", "RSA_2048"})
  void servesWithEveryTypeOfDomainKey(KeyType type) throws IOException {
    LabHost carol = lab.host("carol");
    carol.renew(type);

    assertThat(visitor.visit(carol).presented()).isEqualTo(carol.chain());
    assertThat(visitor.visit(carol).body()).isEqualTo(carol.statement());
  }

  @Test
  void servesStatementsAsJoseToEveryOrigin() throws IOException {
    Visit visit = visitor.visit(alice);

    assertThat(visit.status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(visit.head())
        .contains("Content-Type: application/jose\r\n")
        .contains("Access-Control-Allow-Origin: *\r\n");
    assertThat(visitor.visit(alice, "/").status()).isEqualTo("HTTP/1.1 404 Not Found");
  }

  @Test
  void remembersWhatItWasAsked() throws IOException {
    visitor.visit(alice);

    HttpRequest last = alice.requests().getLast();
    assertThat(last.target()).isEqualTo("/.well-known/callsign/statement.jws");
    assertThat(last.field("host")).hasValue("alice.callsign.test");
  }

  @Test
  void listensOnIpv6WhereThereIsOne() throws IOException {
    assumeTrue(Loopback.ipv6().isPresent(), "this machine has no IPv6 loopback address");
    try (Socket socket = new Socket(Loopback.ipv6().orElseThrow(), lab.tlsPort())) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void knowsNoNameThatItDoesNotHost() throws IOException {
    try (Lab other = Lab.start(Clock.systemUTC(), new SecureRandom())) {
      LabHost stranger = other.host("stranger");
      Socket socket = new Socket(Loopback.IPV4, lab.tlsPort());
      assertThatThrownBy(() -> Visitor.in(other).handshake(stranger, socket, new ArrayList<>()))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unrecognized_name");
    }
  }

  @Test
  void refusesConnections() {
    alice.misbehave(ConnectFault.REFUSED);

    assertThatThrownBy(() -> visitor.connect(alice)).isInstanceOf(ConnectException.class);
  }

  @Test
  void neverAnswersConnections() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux drops SYN like this");
    alice.misbehave(ConnectFault.TIMEOUT);

    assertThatThrownBy(() -> visitor.withPatience(IMPATIENT).connect(alice))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "HANDSHAKE_FAILURE, handshake_failure",
    "OLD_TLS,           protocol_version",
    "HANDSHAKE_CLOSED,  terminated the handshake",
    "HANDSHAKE_SILENCE, Read timed out",
  })
  void doesNotCompleteHandshakes(ConnectFault fault, String message) {
    alice.misbehave(fault);

    assertThatThrownBy(() -> visitor.withPatience(IMPATIENT).visit(alice))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND,    HTTP/1.1 404 Not Found",
    "SERVER_ERROR, HTTP/1.1 500 Internal Server Error",
    "REDIRECT,     HTTP/1.1 302 Found",
  })
  void answersWithAnotherStatus(HttpFault fault, String status) throws IOException {
    alice.misbehave(fault);

    assertThat(visitor.visit(alice).status()).isEqualTo(status);
  }

  @Test
  void redirectsToAPlaceThatHasTheStatement() throws IOException {
    alice.misbehave(HttpFault.REDIRECT);

    assertThat(visitor.visit(alice).head()).contains("Location: /moved/statement.jws\r\n");
    assertThat(visitor.visit(alice, "/moved/statement.jws").body()).isEqualTo(alice.statement());
  }

  @Test
  void sendsOneByteTooMuch() throws IOException {
    alice.misbehave(HttpFault.TOO_LARGE);
    assertThat(visitor.visit(alice).head()).contains("Content-Length: 16385\r\n");
    assertThat(visitor.visit(alice).body()).hasSize(MAX_STATEMENT_BYTES + 1);

    alice.misbehave(HttpFault.TOO_LARGE_CHUNKED);
    assertThat(visitor.visit(alice).head())
        .contains("Transfer-Encoding: chunked\r\n")
        .doesNotContain("Content-Length");
    assertThat(visitor.visit(alice).body()).startsWith("4001\r\nA").endsWith("A\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"ENDLESS_BODY", "ENDLESS_HEADERS"})
  void sendsWithoutEnd(HttpFault fault) throws IOException {
    alice.misbehave(fault);

    byte[] start = start(fault, 10 * MAX_STATEMENT_BYTES);
    assertThat(start).hasSize(10 * MAX_STATEMENT_BYTES);
  }

  @ParameterizedTest
  @CsvSource({
    "SILENCE,      ''",
    "SLOW_HEADERS, HTTP/1.1 200 OK",
    "SLOW_BODY,    HTTP/1.1 200 OK",
  })
  void keepsItsPeerWaiting(HttpFault fault, String start) throws IOException {
    alice.misbehave(fault);

    String read = new String(start(fault, start.length()), StandardCharsets.ISO_8859_1);
    assertThat(read).isEqualTo(start);
    assertThatThrownBy(() -> visitor.withPatience(IMPATIENT).visit(alice))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void endsBeforeItsBodyDoes() throws IOException {
    alice.misbehave(HttpFault.CUT_OFF_BODY);

    Visit visit = visitor.visit(alice);
    assertThat(visit.head()).contains("Content-Length: " + alice.statement().length() + "\r\n");
    assertThat(visit.body()).isEqualTo(alice.statement().substring(0, 100));
  }

  @Test
  void doesNotSpeakHttp() throws IOException {
    alice.misbehave(HttpFault.GARBAGE);

    assertThat(visitor.visit(alice).answer()).doesNotContain("HTTP/1.1");
  }

  @Test
  void compressesUnasked() throws IOException {
    alice.misbehave(HttpFault.GZIP);

    Visit visit = visitor.visit(alice);
    assertThat(visit.head()).contains("Content-Encoding: gzip\r\n");
    byte[] body = visit.body().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
        .asString()
        .isEqualTo(alice.statement());
  }

  /** The first bytes of an answer that need not end. */
  private byte[] start(HttpFault fault, int bytes) throws IOException {
    alice.misbehave(fault);
    try (SSLSocket tls = visitor.handshake(alice, new ArrayList<>())) {
      tls.getOutputStream()
          .write(
              ("GET " + Hosting.STATEMENT + " HTTP/1.1\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = tls.getInputStream();
      return in.readNBytes(bytes);
    }
  }
}
