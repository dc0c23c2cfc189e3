package dev.callsign.directory.crl;

import static dev.callsign.directory.LabResource.lab;
import static dev.callsign.directory.ListHost.file;
import static dev.callsign.directory.ListHost.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.directory.LabResource;
import dev.callsign.directory.ListAuthority;
import dev.callsign.directory.ListHost;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.dns.AddressRules;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.directory.fetch.CrlFetcher;
import dev.callsign.directory.fetch.FetchLimits;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.revocation.CrlDistributionPoint;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.revocation.RevocationVerifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.SimpleResolver;

@QuarkusTest
@QuarkusTestResource(LabResource.class)
class CrlCacheTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration NINE_DAYS = Duration.ofDays(9);

  private final CrlStore store;
  private final ShiftedClock clock = new ShiftedClock();
  private final Instant start = clock.instant().truncatedTo(ChronoUnit.SECONDS);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ListAuthority authority = new ListAuthority(start);
  private ListHost host;
  private String uri;
  private X509Certificate leaf;
  private CrlCache cache;

  CrlCacheTest(CrlStore store) {
    this.store = store;
    this.host = new ListHost();
    this.uri = host.uri("1.crl");
    this.leaf = authority.leaf(uri);
    this.cache = replica();
  }

  @BeforeEach
  void serveAGoodList() {
    host.answer(file(list(7)));
  }

  @AfterEach
  void stop() {
    host.close();
    timer.shutdownNow();
  }

  /** One more process above the same database. */
  private CrlCache replica() {
    Duration timeout = Duration.ofSeconds(5);
    HostResolver resolver =
        new HostResolver(new SimpleResolver(lab().dns().address()), AddressRules.everything());
    FetchLimits limits = new FetchLimits(443, timeout, timeout, timeout);
    return new CrlCache(new CrlFetcher(resolver, limits, "test", timer), store, clock, HOUR);
  }

  private byte[] list(long number) {
    return authority.list(uri, number, start, NINE_DAYS);
  }

  private RevocationEvidence evidence(CrlCache of) {
    return of.evidenceFor(leaf, authority.certificate(), true);
  }

  private BigInteger number(CrlCache of) {
    return ((RevocationEvidence.Fetched) evidence(of)).crl().number().orElseThrow();
  }

  private Finding finding(CrlCache of) {
    return RevocationVerifier.check(
        leaf, authority.certificate(), true, evidence(of), Mode.ENFORCE, clock.instant());
  }

  @Test
  void fetchesAListOnceAnHour() {
    assertThat(number(cache)).isEqualTo(7);
    host.answer(file(list(8)));
    clock.shift(HOUR.minus(MINUTE));
    assertThat(number(cache)).isEqualTo(7);
    assertThat(host.requests()).hasSize(1);

    clock.shift(HOUR.plus(MINUTE));

    assertThat(number(cache)).isEqualTo(8);
    assertThat(host.requests()).hasSize(2);
    assertThat(finding(cache).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void doesNotTrustTheAgeOfAListThatAClockOfTheFutureFetched() {
    clock.shift(HOUR.multipliedBy(3));
    assertThat(number(replica())).isEqualTo(7);
    host.answer(file(list(8)));

    clock.shift(Duration.ZERO);

    assertThat(number(cache)).isEqualTo(8);
  }

  @Test
  void keepsNoListBeyondItsNextUpdate() {
    host.answer(file(authority.list(uri, 7, start, Duration.ofMinutes(10))));
    assertThat(number(cache)).isEqualTo(7);
    host.answer(file(list(8)));

    clock.shift(Duration.ofMinutes(10));

    assertThat(number(cache)).isEqualTo(8);
  }

  @Test
  void keepsAGoodListWhileItsHostFails() {
    assertThat(number(cache)).isEqualTo(7);
    host.answer(status("503 Service Unavailable"));

    clock.shift(Duration.ofDays(8));

    assertThat(number(cache)).isEqualTo(7);
    assertThat(finding(cache).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void saysSinceWhenAListCouldNotBeHadAcrossRestarts() {
    host.answer(status("503 Service Unavailable"));
    RevocationEvidence.Unavailable first = (RevocationEvidence.Unavailable) evidence(cache);
    assertThat(first.reason()).contains("503");
    assertThat(finding(cache).slug()).isEqualTo(Slug.CRL_UNAVAILABLE);
    assertThat(finding(cache).verdict()).isEqualTo(Verdict.WARN);

    clock.shift(Duration.ofHours(25));
    CrlCache restarted = replica();

    assertThat(((RevocationEvidence.Unavailable) evidence(restarted)).since())
        .isEqualTo(first.since());
    assertThat(finding(restarted).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void countsAnewAfterASuccess() {
    host.answer(status("503 Service Unavailable"));
    evidence(cache);
    clock.shift(HOUR);
    host.answer(file(list(7)));
    assertThat(number(cache)).isEqualTo(7);
    host.answer(status("503 Service Unavailable"));

    clock.shift(NINE_DAYS.plus(HOUR));

    assertThat(((RevocationEvidence.Unavailable) evidence(cache)).since())
        .isAfter(start.plus(NINE_DAYS));
  }

  @Test
  void leavesAHostThatFailedAloneForAMinuteInEveryProcess() {
    host.answer(status("503 Service Unavailable"));
    evidence(cache);
    evidence(cache);
    evidence(replica());
    assertThat(host.requests()).hasSize(1);

    clock.shift(MINUTE.plusSeconds(1));
    evidence(cache);

    assertThat(host.requests()).hasSize(2);
  }

  @Test
  void neverGoesBackToAListWithALowerNumber() {
    assertThat(number(cache)).isEqualTo(7);
    host.answer(file(list(6)));

    clock.shift(HOUR);

    assertThat(number(cache)).isEqualTo(7);
    clock.shift(NINE_DAYS);
    host.answer(file(authority.list(uri, 6, clock.instant(), NINE_DAYS)));
    assertThat(evidence(cache)).isInstanceOf(RevocationEvidence.Unavailable.class);
  }

  @Test
  void neverGoesBackToAnOlderListWithTheSameNumber() {
    host.answer(file(authority.list(uri, 7, start, NINE_DAYS)));
    evidence(cache);
    host.answer(file(authority.list(uri, 7, start.minusSeconds(1), NINE_DAYS)));

    clock.shift(HOUR);

    RevocationEvidence.Fetched kept = (RevocationEvidence.Fetched) evidence(cache);
    assertThat(kept.crl().thisUpdate()).isEqualTo(start);
  }

  @Test
  void keepsNothingThatTheIssuerDidNotSign() throws MalformedException {
    ListAuthority stranger = new ListAuthority(start);
    host.answer(file(stranger.list(uri, 9, start, NINE_DAYS)));

    assertThat(finding(cache).slug()).isEqualTo(Slug.CRL_SCOPE);
    assertThat(store.find(key()).last()).isEmpty();
  }

  @Test
  void keepsAGoodListWhenItsHostServesABadOne() {
    assertThat(number(cache)).isEqualTo(7);
    host.answer(file(authority.list(host.uri("2.crl"), 9, start, NINE_DAYS)));

    clock.shift(HOUR);

    assertThat(number(cache)).isEqualTo(7);
  }

  @Test
  void callsAListStaleWhenItsHostServesAnOldOne() {
    host.answer(file(authority.list(uri, 7, start.minus(NINE_DAYS), Duration.ofDays(8))));

    assertThat(finding(cache).slug()).isEqualTo(Slug.CRL_STALE);
    assertThat(finding(cache).failed()).isTrue();
    assertThat(finding(replica()).failed()).isTrue();
  }

  @Test
  void sharesListsBetweenProcesses() {
    assertThat(number(cache)).isEqualTo(7);

    assertThat(number(replica())).isEqualTo(7);
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void keepsListsOfDifferentIssuersApart() {
    ListAuthority other = new ListAuthority(start);
    evidence(cache);

    RevocationEvidence theirs = cache.evidenceFor(other.leaf(uri), other.certificate(), true);

    assertThat(
            RevocationVerifier.check(
                    leaf, other.certificate(), true, theirs, Mode.ENFORCE, clock.instant())
                .slug())
        .isEqualTo(Slug.CRL_SCOPE);
    assertThat(finding(cache).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void asksOnceForManyWhoWaitAtTheSameTime() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    byte[] list = list(7);
    host.answer(
        out -> {
          asked.countDown();
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          file(list).write(out);
        });
    List<FutureTask<BigInteger>> answers = new ArrayList<>();
    Thread first = ask(answers);
    asked.await();
    for (int i = 0; i < 5; i++) {
      awaitWaiting(ask(answers));
    }

    released.countDown();

    for (FutureTask<BigInteger> answer : answers) {
      assertThat(answer.get()).isEqualTo(7);
    }
    first.join();
    assertThat(host.requests()).hasSize(1);
  }

  private Thread ask(List<FutureTask<BigInteger>> answers) {
    FutureTask<BigInteger> answer = new FutureTask<>(() -> number(cache));
    answers.add(answer);
    return Thread.ofPlatform().daemon().start(answer);
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void asksNobodyWhereTheLeafNamesAHostThatItsIssuerDoesNotHave() {
    int questions = lab().dns().questions(ListHost.NAME).size();

    assertThat(cache.evidenceFor(leaf, authority.certificate(), false))
        .isInstanceOf(RevocationEvidence.Absent.class);
    assertThat(cache.evidenceFor(authority.certificate(), authority.certificate(), true))
        .isInstanceOf(RevocationEvidence.Absent.class);

    assertThat(lab().dns().questions(ListHost.NAME)).hasSize(questions);
    assertThat(host.requests()).isEmpty();
  }

  @Test
  void forgetsTheListThatWasNotAskedForTheLongestWhenThereAreTooMany() throws MalformedException {
    CrlKey oldest = key();
    store.fail(oldest, start.minus(Duration.ofDays(1000)));
    for (int i = 0; i < CrlStore.MAX_LISTS; i++) {
      store.fail(new CrlKey(host.uri(i + ".many"), oldest.issuerKeySha256()), start);
    }

    assertThat(store.find(oldest)).isEqualTo(StoredCrl.NOTHING);
    assertThat(store.find(new CrlKey(host.uri("9.many"), oldest.issuerKeySha256())).failureSince())
        .isEqualTo(start);
  }

  @Test
  void refreshesAtLeastHourly() {
    CrlFetcher fetcher =
        new CrlFetcher(
            new HostResolver(new SimpleResolver(lab().dns().address()), AddressRules.publicOnly()),
            FetchLimits.ofPolicy(443),
            "test",
            timer);

    assertThatThrownBy(() -> new CrlCache(fetcher, store, clock, HOUR.plusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrlCache(fetcher, store, clock, Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private CrlKey key() throws MalformedException {
    return CrlKey.of(CrlDistributionPoint.of(leaf, true).orElseThrow(), authority.certificate());
  }
}
