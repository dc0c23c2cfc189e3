package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.DAY_0;
import static dev.callsign.acme.certificate.Certificates.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.Owner;
import dev.callsign.acme.Shell;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole lives of a certificate, in a {@link World} of the test's own. */
class KeeperTest {
  private static Lab lab;

  private final Path home;
  private final Path devices;
  private final World world;

  KeeperTest(@TempDir Path temporary) {
    this.home = temporary.resolve("agent");
    this.devices = temporary.resolve("devices.json");
    Shell.at(DAY_0)
        .runWell("device", "add", "--domain", ALICE, "--devices", devices, "--unencrypted");
    this.world = new World(lab.authority(), signing());
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(Clock.fixed(DAY_0, ZoneOffset.UTC), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  @Test
  void goesFromNothingToAPublishedStatement() throws Exception {
    world.settle(world.keeper(home));

    KeyStatement statement = lastPublished();
    assertThat(world.orders).hasSize(1);
    assertThat(statement.seq()).isEqualTo(1);
    assertThat(statement.next()).isEqualTo(nextKey());
    assertThat(world.seen().leaf()).isEqualTo(live().leaf().sha256());
    assertThat(world.alarms).isEmpty();
    assertThat(state().renewal()).isEqualTo(new RenewalState.Idle());
  }

  @Test
  void doesNothingMoreOnceEverythingIsSo() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    byte[] before = Files.readAllBytes(stateFile());
    world.steps.clear();

    keeper.pass();

    assertThat(world.steps).isEmpty();
    assertThat(stateFile()).hasBinaryContent(before);
  }

  @Test
  void renewsWithTheKeyThatWasAnnounced() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    String announced = lastPublished().next();
    world.until(day(32));

    world.settle(keeper);

    assertThat(world.orders).hasSize(2);
    assertThat(live().leaf().keySha256()).isEqualTo(announced);
    assertThat(live().number()).isEqualTo(2);
    assertThat(lastPublished().seq()).isEqualTo(2);
    assertThat(lastPublished().next()).isNotEqualTo(announced).isEqualTo(nextKey());
    assertThat(world.orders.getLast().request.replaces()).isPresent();
  }

  @Test
  void followsAStatementThatWasSignedBeforeThereWasAnAgent() throws Exception {
    DomainCertificate own = lab.authority().issue(lab.authority().leaf(ALICE.aLabel()));
    Path chain = Files.writeString(devices.resolveSibling("chain.pem"), own.chain().toPem());
    Path key =
        Files.writeString(
            devices.resolveSibling("key.pem"), Owner.pem(own.domainKey().getPrivate()));
    Path earlier = devices.resolveSibling("earlier.jws");
    Object[] sign = {"sign", "--cert", chain, "--key", key, "--devices", devices, "--out", earlier};
    Shell.at(DAY_0).runWell(sign);
    Shell.at(DAY_0).runWell(sign);

    world.settle(world.keeper(home));

    assertThat(lastPublished().seq()).isEqualTo(3);
    assertThat(lastPublished().prev()).isEqualTo(StatementSigner.sha256(Files.readString(earlier)));
  }

  @Test
  void announcesNothingMoreWhereAnotherClientTakesOver() throws Exception {
    world.settle(world.keeper(home));
    assertThat(lastPublished().next()).isNotNull();
    world.pass(Duration.ofMinutes(10));

    world.settle(world.keeper(home, null));

    assertThat(lastPublished().next()).isNull();
    assertThat(lastPublished().seq()).isEqualTo(2);
  }

  @Test
  void killedAtAnyMomentOfTheFirstOrderEndsWithOneOrder() throws Exception {
    for (int moment = 0; moment < 1000; moment++) {
      Path folder = home.resolve("life" + moment);
      World own = new World(lab.authority(), signing());
      own.killIn(moment);
      boolean isUnharmed = own.settles(own.keeper(folder));
      own.spare();
      own.pass(Duration.ofMinutes(3)); // until somebody starts it again
      own.settle(own.keeper(folder));

      assertThat(own.orders).as("killed at moment %d", moment).hasSize(1);
      assertEndsWell(own, folder, 1);
      if (isUnharmed) {
        assertThat(moment).isGreaterThan(40); // it was killed as often before
        return;
      }
    }
    throw new AssertionError("a life never ends by itself");
  }

  @Test
  void killedAtAnyMomentOfARenewalEndsWithOneMoreOrder() throws Exception {
    Path before = home.resolve("before");
    world.settle(world.keeper(before));
    String announced = announced(world);
    for (int moment = 0; moment < 1000; moment++) {
      Path folder = home.resolve("life" + moment);
      copy(before, folder);
      World own = world.copy();
      own.until(day(33));
      own.killIn(moment);
      boolean isUnharmed = own.settles(own.keeper(folder));
      own.spare();
      own.pass(Duration.ofMinutes(3)); // until somebody starts it again
      own.settle(own.keeper(folder));

      assertThat(own.orders).as("killed at moment %d", moment).hasSize(2);
      assertEndsWell(own, folder, 2);
      assertThat(UnverifiedStatement.parse(own.published.getLast()).chain().leaf())
          .satisfies(
              leaf -> assertThat(Fingerprint.ofKey(leaf.getPublicKey())).isEqualTo(announced));
      if (isUnharmed) {
        assertThat(moment).isGreaterThan(40);
        return;
      }
    }
    throw new AssertionError("a life never ends by itself");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static String announced(World own) throws Exception {
    return Objects.requireNonNull(
        UnverifiedStatement.parse(own.published.getLast()).statement().next());
  }

  private static void assertEndsWell(World own, Path folder, int generations) throws Exception {
    try (CertificateFolder opened = CertificateFolder.open(folder, ALICE)) {
      assertThat(opened.generations()).hasSize(generations);
      Generation live = opened.live().orElseThrow();
      assertThat(live.number()).isEqualTo(generations);
      assertThat(opened.key(live)).isPresent();
      KeyStatement statement = UnverifiedStatement.parse(own.published.getLast()).statement();
      assertThat(statement.next()).isEqualTo(opened.nextKey().orElseThrow());
      assertThat(own.seen().leaf()).isEqualTo(live.leaf().sha256());
      assertThat(own.seen().hosted()).isEqualTo(own.seen().recorded());
      assertThat(new StateFile(opened.stateFile(), ALICE).read().renewal())
          .isEqualTo(new RenewalState.Idle());
    }
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".callsign-") || name.startsWith(".new-"));
    }
    long numbers = own.published.stream().distinct().map(KeeperTest::seq).distinct().count();
    assertThat(own.published.stream().distinct().count())
        .as("no two statements have one seq")
        .isEqualTo(numbers);
  }

  private static long seq(String compact) {
    try {
      return UnverifiedStatement.parse(compact).statement().seq();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsTryingToPublishForHoursWithoutAnotherOrder() throws Exception {
    Keeper keeper = world.keeper(home);
    world.directoryIsDown = true;
    for (int i = 0; i < 200; i++) {
      world.until(keeper.pass());
    }
    assertThat(world.now()).isAfter(DAY_0.plus(Duration.ofHours(8)));
    assertThat(world.orders).hasSize(1);
    assertThat(world.published).isEmpty();
    assertThat(world.alarms).singleElement().asString().contains("the directory is down");

    world.directoryIsDown = false;
    world.settle(keeper);

    assertThat(lastPublished().seq()).isEqualTo(1);
    assertThat(world.orders).hasSize(1);
  }

  @Test
  void repairsWhatTheHostForgotWithoutAnotherOrder() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    world.pass(Duration.ofDays(1));
    world.restoreHost();

    world.settle(keeper);

    assertThat(world.seen().leaf()).isEqualTo(live().leaf().sha256());
    assertThat(world.seen().hosted()).isEqualTo(world.seen().recorded());
    assertThat(world.orders).hasSize(1);
  }

  @Test
  void publishesAlsoWhereSomebodyElseTerminatesTls() throws Exception {
    Keeper keeper = world.keeper(home);
    world.restoreHost();
    world.hostIsStuck = true;
    for (int i = 0; i < 10; i++) {
      world.until(keeper.pass());
    }

    assertThat(world.published).isNotEmpty();
  }

  @Test
  void signsAgainWhenTheDevicesChange() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    Shell.at(DAY_0).runWell("device", "add", "--devices", devices, "--unencrypted");
    world.pass(Duration.ofMinutes(10));

    world.settle(keeper);

    assertThat(lastPublished().devices()).hasSize(2);
    assertThat(lastPublished().seq()).isEqualTo(2);
    assertThat(world.orders).hasSize(1);
  }

  @Test
  void waitsOutARateLimitToTheSecondAndOpensNoOrderBefore() throws Exception {
    Keeper keeper = world.keeper(home);
    Instant until = DAY_0.plus(Duration.ofHours(34)).plusSeconds(7);
    world.failures.put(World.Call.ORDER, new OrderFailure.RateLimited("too many", until));
    Instant next = keeper.pass();
    int asked = world.calls.size();
    while (next.isBefore(until)) {
      assertThat(world.calls).hasSize(asked);
      world.until(next);
      next = keeper.pass();
    }
    world.failures.clear();
    world.until(until.plus(Duration.ofHours(4)));
    world.settle(keeper);

    assertThat(world.orders)
        .singleElement()
        .satisfies(order -> assertThat(order.openedAt).isAfterOrEqualTo(until));
  }

  @Test
  void takesAnotherKeyWhereTheAuthorityRefusesOne() throws Exception {
    Keeper keeper = world.keeper(home);
    world.failures.put(World.Call.FINALIZE, new OrderFailure.KeyRefused("weak"));
    keeper.pass();
    String first = nextKey();
    assertThat(world.calls).filteredOn(World.Call.FINALIZE::equals).hasSize(2);
    world.failures.clear();
    world.until(day(2));

    world.settle(keeper);

    assertThat(live().leaf().keySha256()).isEqualTo(first);
    assertThat(world.alarms).isNotEmpty();
  }

  @Test
  void rehearsesAtStagingAfterANameCouldNotBeProved() throws Exception {
    URI staging = URI.create("https://staging.callsign.test/directory");
    Keeper keeper =
        world.keeper(home, new RenewalPolicy.Authorities(AUTHORITY, staging, List.of()));
    world.failures.put(World.Call.AUTHORIZE, new OrderFailure.ValidationFailed("no answer"));
    keeper.pass();
    world.orders.getFirst().lost = true;
    world.failures.clear();
    world.until(DAY_0.plus(Duration.ofMinutes(13)));

    world.settle(keeper);

    assertThat(world.orders)
        .extracting(order -> order.request.authority())
        .containsExactly(AUTHORITY, staging, AUTHORITY);
    assertThat(world.orders.get(1).chain).isNull();
    assertThat(live().origin()).isEqualTo(Origin.ordered(AUTHORITY));
  }

  @Test
  void renewsAtOnceWithTheAnnouncedKeyWhenTheWindowIsPast() throws Exception {
    Keeper keeper = world.keeper(home);
    world.suggest(day(30), day(31));
    world.settle(keeper);
    String announced = lastPublished().next();
    world.pass(Duration.ofDays(3));
    world.suggest(day(1), day(2));
    world.settle(keeper);

    assertThat(world.orders).hasSize(2);
    assertThat(live().leaf().keySha256()).isEqualTo(announced);
    assertThat(world.alarms).singleElement().asString().contains("replaced at once");
  }

  @Test
  void renewsNothingForAPickThatIsMissing() throws Exception {
    Keeper keeper = world.keeper(home);
    world.suggest(day(20), day(30));
    world.settle(keeper);
    world.until(day(21));
    String state = Files.readString(stateFile()).replaceAll("\"pick\" : \\d+,", "");
    Files.writeString(stateFile(), state);

    keeper.pass();

    assertThat(world.orders).hasSize(1);
    assertThat(Objects.requireNonNull(state().plan()).pick()).isBetween(day(21), day(30));
  }

  @Test
  void doesNothingWithAStateThatIsDamaged() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    Files.writeString(stateFile(), "{");
    world.until(day(40));
    world.steps.clear();

    assertThatThrownBy(keeper::pass)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("move it away");

    assertThat(world.orders).hasSize(1);
    assertThat(world.steps).isEmpty();
    assertThat(stateFile()).hasContent("{");
  }

  @Test
  void beginsAnewWithoutAnOrderWhereTheStateIsGone() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    Files.delete(stateFile());

    world.settle(keeper);

    assertThat(world.orders).hasSize(1);
  }

  @Test
  void ordersNothingWhereAnotherClientDoes() throws Exception {
    Keeper keeper = world.keeper(home, null);
    DomainCertificate foreign = lab.authority().issue(lab.authority().leaf(ALICE.aLabel()));
    keeper.adopt(foreign.chain(), foreign.domainKey().getPrivate(), new Origin("certbot", null));
    world.settle(keeper);
    assertThat(lastPublished().next()).isNull();
    world.until(day(89.9));
    world.settle(keeper);

    assertThat(world.orders).isEmpty();
    assertThat(world.alarms).singleElement().asString().contains("ends at");
  }

  @Test
  void deletesOldKeysOnlyAfterTheNewStatementWasPublishedForADay() throws Exception {
    Keeper keeper = world.keeper(home);
    world.settle(keeper);
    for (int incident = 1; incident <= 2; incident++) {
      world.until(day(incident));
      world.suggest(day(0), day(0.5));
      world.settle(keeper);
    }
    assertThat(keys()).containsExactly(1, 2, 3);
    world.pass(Duration.ofHours(23));
    world.settle(keeper);
    assertThat(keys()).containsExactly(1, 2, 3);
    world.pass(Duration.ofHours(2));

    world.settle(keeper);

    assertThat(keys()).containsExactly(2, 3);
  }

  private List<Integer> keys() throws Exception {
    try (CertificateFolder opened = CertificateFolder.open(home, ALICE)) {
      return opened.generations().stream()
          .filter(generation -> Files.exists(generation.key()))
          .map(Generation::number)
          .toList();
    }
  }

  private StatementSource signing() {
    return new StatementSigning(devices, List.of(), null, devices.resolveSibling("earlier.jws"));
  }

  private KeyStatement lastPublished() throws Exception {
    return UnverifiedStatement.parse(world.published.getLast()).statement();
  }

  private Generation live() throws Exception {
    try (CertificateFolder opened = CertificateFolder.open(home, ALICE)) {
      return opened.live().orElseThrow();
    }
  }

  private String nextKey() throws Exception {
    try (CertificateFolder opened = CertificateFolder.open(home, ALICE)) {
      return opened.nextKey().orElseThrow();
    }
  }

  private AgentState state() throws Exception {
    return new StateFile(stateFile(), ALICE).read();
  }

  private Path stateFile() throws IOException {
    return home.resolve("certs").resolve(ALICE.aLabel()).resolve("state.json");
  }
}
