package dev.callsign.directory.fetch;

import static dev.callsign.directory.LabResource.lab;
import static dev.callsign.directory.ListHost.file;
import static dev.callsign.directory.ListHost.raw;
import static dev.callsign.directory.ListHost.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.ListAuthority;
import dev.callsign.directory.ListHost;
import dev.callsign.directory.dns.AddressRules;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.report.MalformedException;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.CrlDistributionPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/** Hosts of revocation lists, good and hostile. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class CrlFetcherTest {
  private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ListHost host = new ListHost();
  private final byte[] list =
      new ListAuthority(NOW).list(host.uri("1.crl"), 7, NOW, Duration.ofDays(9));

  @AfterEach
  void stop() {
    host.close();
    timer.shutdownNow();
  }

  private CrlFetcher fetcher(AddressRules rules, Duration timeout) {
    return new CrlFetcher(
        new HostResolver(new SimpleResolver(lab().dns().address()), rules),
        new FetchLimits(443, timeout, timeout, timeout),
        "test/1",
        timer);
  }

  private CrlFetchResult fetch(String uri) {
    return fetcher(AddressRules.everything(), Duration.ofSeconds(10))
        .fetch(new CrlDistributionPoint(URI.create(uri)));
  }

  private CrlFetchResult fetch() {
    return fetch(host.uri("1.crl"));
  }

  private static String reason(CrlFetchResult result) {
    return result instanceof CrlFetchResult.Failed failed ? failed.reason() : "none: fetched";
  }

  private void assertFetched() throws MalformedException {
    assertThat(fetch())
        .isInstanceOfSatisfying(
            CrlFetchResult.Fetched.class,
            fetched -> assertThat(fetched.crl().encode()).isEqualTo(list));
  }

  @Test
  void asksForTheListAsItIsNamed() throws MalformedException {
    host.answer(file(list));

    assertFetched();
    fetch(host.uri("2.crl?a=b"));
    fetch(host.uri(""));

    assertThat(host.requests())
        .satisfiesExactly(
            head ->
                assertThat(head)
                    .startsWith("GET /1.crl HTTP/1.1\n")
                    .contains("Host: " + URI.create(host.uri("")).getAuthority() + "\n")
                    .contains("User-Agent: test/1\n")
                    .contains("Accept-Encoding: identity\n")
                    .contains("Connection: close\n"),
            head -> assertThat(head).startsWith("GET /2.crl?a=b HTTP/1.1\n"),
            head -> assertThat(head).startsWith("GET / HTTP/1.1\n"));
  }

  @Test
  void readsAListOfUnknownLength() throws MalformedException {
    host.answer(
        out -> {
          raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").write(out);
          out.write(list);
        });
    assertFetched();

    host.answer(
        out -> {
          raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").write(out);
          raw(Integer.toHexString(list.length) + "\r\n").write(out);
          out.write(list);
          raw("\r\n0\r\n\r\n").write(out);
        });
    assertFetched();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"404 Not Found", "410 Gone", "500 Oops", "204 No Content", "206 Partial Content"})
  void takesNothingButA200(String status) {
    host.answer(status(status));

    assertThat(reason(fetch())).contains("status " + status.substring(0, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int code) {
    host.answer(
        raw("HTTP/1.1 " + code + " Moved\r\nLocation: /2.crl\r\nContent-Length: 0\r\n\r\n"));

    assertThat(reason(fetch())).contains("status " + code);
    assertThat(host.requests()).hasSize(1);
  }

  static Stream<ListHost.Answer> garbage() {
    return Stream.of(
        raw("nonsense\r\n\r\n"),
        raw(""),
        raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        raw("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"),
        raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b"));
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void callsGarbageAFailure(ListHost.Answer answer) {
    host.answer(answer);

    assertThat(fetch()).isInstanceOf(CrlFetchResult.Failed.class);
  }

  @Test
  void refusesMoreThanTwentyMebibytesByTheirAnnouncement() {
    host.answer(raw("HTTP/1.1 200 OK\r\nContent-Length: " + (Crl.MAX_BYTES + 1) + "\r\n\r\n"));

    assertThat(reason(fetch())).contains("20 MiB");
  }

  @Test
  void refusesABodyThatNeverEnds() {
    host.answer(
        out -> {
          raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").write(out);
          endless(out, new byte[64 * 1024]);
        });

    assertThat(reason(fetch())).contains("20 MiB");
  }

  @Test
  void refusesAHeadThatNeverEnds() {
    host.answer(
        out -> {
          raw("HTTP/1.1 200 OK\r\n").write(out);
          endless(out, "X: y\r\n".getBytes(StandardCharsets.US_ASCII));
        });

    assertThat(reason(fetch())).contains("endless head");
  }

  @Test
  void waitsNoLongerThanItsLimits() {
    host.answer(
        out -> {
          raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n30").write(out);
          out.flush();
          new Semaphore(0).acquireUninterruptibly();
        });

    assertThat(
            reason(
                fetcher(AddressRules.everything(), Duration.ofMillis(300))
                    .fetch(new CrlDistributionPoint(URI.create(host.uri("1.crl"))))))
        .contains("in time");
  }

  @Test
  void connectsToNoSpecialAddress() {
    assertThat(
            reason(
                fetcher(AddressRules.publicOnly(), Duration.ofSeconds(10))
                    .fetch(new CrlDistributionPoint(URI.create(host.uri("1.crl"))))))
        .contains("refused")
        .contains("127.0.0.0/8");
    assertThat(host.requests()).isEmpty();
  }

  @Test
  void connectsToNoSpecialAddressBehindAnAlias() throws Exception {
    Name alias = Name.fromString("alias-lists.callsign.test.");
    Name target = Name.fromString(ListHost.NAME + ".");
    put(alias, new CNAMERecord(alias, DClass.IN, 0, target));

    assertThat(
            reason(
                fetcher(AddressRules.publicOnly(), Duration.ofSeconds(10))
                    .fetch(
                        new CrlDistributionPoint(
                            URI.create("http://alias-lists.callsign.test/1.crl")))))
        .contains("127.0.0.0/8");
    String port = ":" + URI.create(host.uri("")).getPort() + "/1.crl";
    host.answer(file(list));
    assertThat(fetch("http://alias-lists.callsign.test" + port))
        .isInstanceOf(CrlFetchResult.Fetched.class);
  }

  @Test
  void refusesAHostOneOfWhoseAddressesIsSpecial() throws Exception {
    Name mixed = Name.fromString("mixed-lists.callsign.test.");
    put(
        mixed,
        new ARecord(mixed, DClass.IN, 0, InetAddresses.forString("1.1.1.1")),
        new ARecord(mixed, DClass.IN, 0, InetAddresses.forString("10.0.0.1")));

    assertThat(
            reason(
                fetcher(AddressRules.publicOnly(), Duration.ofSeconds(10))
                    .fetch(
                        new CrlDistributionPoint(
                            URI.create("http://mixed-lists.callsign.test/1.crl")))))
        .contains("10.0.0.0/8");
  }

  @Test
  void saysThatAHostDoesNotExist() {
    assertThat(reason(fetch("http://nobody.callsign.test/1.crl"))).contains("does not exist");
  }

  private static void put(Name name, Record... records) {
    lab().dns().put(name, List.of(records));
  }

  @SuppressWarnings("InfiniteLoop")
  private static void endless(OutputStream out, byte[] more) throws IOException {
    while (true) {
      out.write(more);
    }
  }
}
