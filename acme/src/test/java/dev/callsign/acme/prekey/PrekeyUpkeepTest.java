package dev.callsign.acme.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.MovingClock;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.acme.keys.DeviceKey;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.request.DeviceAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device does about its prekeys over months, with a directory that verifies everything. */
class PrekeyUpkeepTest {
  private final SecureRandom random = new SecureRandom();
  private final MovingClock clock = new MovingClock();
  private final DeviceKey key = new DeviceKey(IdentityKeyPair.generate(random), null);
  private final DeviceAddress alice;
  private final PrekeyDirectory directory;
  private final Path storeFile;
  private final PrekeyUpkeep upkeep;

  PrekeyUpkeepTest(@TempDir Path folder) throws Exception {
    alice = new DeviceAddress(Callsign.parse("alice.example", NamePolicy.PUBLIC), 1);
    directory = new PrekeyDirectory(clock, alice, key.pair().identityKey());
    storeFile = folder.resolve("device-1.prekeys");
    DirectoryAddress address = DirectoryAddress.of(URI.create(directory.url()));
    upkeep =
        new PrekeyUpkeep(
            new DirectoryDevice(address, alice, key.pair(), clock, random),
            storeFile,
            key,
            clock,
            random);
  }

  @AfterEach
  void stopsTheDirectory() {
    directory.close();
  }

  @Test
  void publishesEverythingForANewDevice() throws Exception {
    Supplied supplied = upkeep.publish(true);

    assertThat(directory.signed()).isPresent();
    assertThat(directory.lastResort()).isPresent();
    assertThat(directory.oneTime()).hasSize(100);
    assertThat(directory.pqOneTime()).hasSize(100);
    assertThat(directory.requests()).containsExactly("POST status", "PUT prekeys");
    assertThat(supplied.status().oneTime().count()).isEqualTo(100);
    assertThat(supplied.newSigned() && supplied.newLastResort()).isTrue();
  }

  @Test
  void keepsThePrivateHalfOfEverythingPublished() throws Exception {
    upkeep.publish(true);

    try (PrekeyStore store = open()) {
      SignedPrekey signed = directory.signed().orElseThrow();
      assertThat(store.signedPrekey(signed.keyId()).orElseThrow().publicKey())
          .isEqualTo(signed.publicKey());
      for (OneTimePrekey prekey : directory.oneTime()) {
        assertThat(store.oneTimePrekey(prekey.keyId()).orElseThrow().publicKey())
            .isEqualTo(prekey.publicKey());
      }
      List<PqPrekey> pq = new ArrayList<>(directory.pqOneTime());
      pq.add(directory.lastResort().orElseThrow());
      for (PqPrekey prekey : pq) {
        assertThat(store.pqPrekey(prekey.keyId()).orElseThrow().publicKey())
            .isEqualTo(prekey.publicKey());
      }
      assertThat(store.isLastResort(directory.lastResort().orElseThrow().keyId())).isTrue();
    }
  }

  @Test
  void hasThePrivateHalvesOnDiskBeforeAnybodyHearsOfThem() throws Exception {
    List<String> seen = new ArrayList<>();
    directory.beforeEachUpload(() -> seen.add(storedText()));

    upkeep.publish(true);

    assertThat(seen).hasSize(1);
    var stored = new ObjectMapper().readTree(seen.getFirst());
    assertThat(stored.path("signed_prekeys")).hasSize(1);
    assertThat(stored.path("one_time_prekeys")).hasSize(100);
    assertThat(stored.path("pending").path("one_time_prekeys")).hasSize(100);
    assertThat(new ObjectMapper().readTree(storedText()).has("pending")).isFalse();
  }

  @Test
  void sendsTheSameUploadAgainWhenItsAnswerIsLost() throws Exception {
    directory.answersNext(200, Map.of(), emptyStatus());
    directory.losesTheNextAnswer(); // of the status request
    tryLater(() -> upkeep.publish(true));
    assertThat(directory.uploads()).isEmpty();

    directory.beforeEachUpload(directory::losesTheNextAnswer);
    tryLater(() -> upkeep.publish(true));
    directory.beforeEachUpload(() -> {});
    directory.forgetsRequests();
    Supplied supplied = upkeep.refill();

    assertThat(directory.requests()).containsExactly("PUT prekeys", "POST status");
    assertThat(directory.uploads()).hasSize(2);
    assertThat(directory.uploads().get(1)).isEqualTo(directory.uploads().get(0));
    assertThat(directory.oneTime()).hasSize(100);
    assertThat(supplied.resent()).isTrue();
    assertThat(supplied.newOneTime()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"401, bad-request-signature", "404, unknown-device", "429, busy", "503, unavailable"})
  void keepsAnUploadThatMaySucceedLater(int status, String slug) throws Exception {
    refusesTheNextUpload(status, slug);
    assertThatThrownBy(() -> upkeep.publish(true)).isInstanceOf(DirectoryFailure.class);

    directory.forgetsRequests();
    upkeep.refill();

    assertThat(directory.requests()).containsExactly("PUT prekeys", "POST status");
    assertThat(directory.oneTime().getFirst().keyId()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"400, malformed-request", "409, too-many-prekeys", "422, prekeys-refused"})
  void forgetsKeysThatAreRefusedForGoodButNeverUsesTheirIdsAgain(int status, String slug)
      throws Exception {
    refusesTheNextUpload(status, slug);
    assertThatThrownBy(() -> upkeep.publish(true)).hasMessageContaining(slug);

    directory.forgetsRequests();
    upkeep.refill();

    assertThat(directory.requests()).containsExactly("POST status", "PUT prekeys");
    assertThat(directory.signed().orElseThrow().keyId()).isEqualTo(2);
    assertThat(directory.oneTime().getFirst().keyId()).isEqualTo(101);
    try (PrekeyStore store = open()) {
      assertThat(store.signedPrekey(1)).isEmpty();
      assertThat(store.oneTimePrekey(100)).isEmpty();
    }
  }

  @Test
  void hasNothingToDoWhileEnoughIsLeft() throws Exception {
    upkeep.publish(true);
    directory.gives(80);
    directory.forgetsRequests();

    assertThat(upkeep.refill().isNothing()).isTrue();
    assertThat(directory.requests()).containsExactly("POST status");
  }

  @Test
  void fillsUpWhenFewAreLeft() throws Exception {
    upkeep.publish(true);
    directory.gives(81);

    Supplied supplied = upkeep.refill();

    assertThat(supplied.newOneTime()).isEqualTo(81);
    assertThat(supplied.newPqOneTime()).isEqualTo(81);
    assertThat(supplied.newSigned()).isFalse();
    assertThat(directory.oneTime()).hasSize(100);
    assertThat(directory.oneTime().getLast().keyId()).isEqualTo(181);
  }

  @Test
  void fillsUpWheneverItIsAskedToPublish() throws Exception {
    upkeep.publish(true);
    directory.gives(1);

    assertThat(upkeep.publish(true).newOneTime()).isEqualTo(1);
  }

  @Test
  void replacesOldKeysEvenWhenTheDirectoryDoesNotSaySo() throws Exception {
    upkeep.publish(true);
    directory.givesNoAdvice();
    clock.pass(Duration.ofDays(2).minusSeconds(1));
    assertThat(upkeep.refill().isNothing()).isTrue();
    clock.pass(Duration.ofSeconds(1));

    Supplied supplied = upkeep.refill();

    assertThat(supplied.newSigned() && supplied.newLastResort()).isTrue();
    assertThat(supplied.newOneTime()).isZero();
    assertThat(directory.signed().orElseThrow().keyId()).isEqualTo(2);
  }

  @Test
  void replacesALastResortPrekeyThatWasUsed() throws Exception {
    upkeep.publish(true);
    int used = directory.lastResort().orElseThrow().keyId();
    directory.givesTheLastResort();

    Supplied supplied = upkeep.refill();

    assertThat(supplied.newLastResort()).isTrue();
    assertThat(supplied.newSigned()).isFalse();
    assertThat(directory.lastResort().orElseThrow().keyId()).isNotEqualTo(used);
    try (PrekeyStore store = open()) {
      assertThat(store.pqPrekey(used)).isPresent();
    }
  }

  @Test
  void keepsAReplacedPrekeyFor30DaysAndErasesItThen() throws Exception {
    upkeep.publish(true);
    clock.pass(Duration.ofDays(2));
    upkeep.refill();
    clock.pass(Duration.ofDays(30));
    upkeep.refill();
    try (PrekeyStore store = open()) {
      assertThat(store.signedPrekey(1)).isPresent();
    }

    clock.pass(Duration.ofSeconds(1));
    upkeep.refill();

    try (PrekeyStore store = open()) {
      assertThat(store.signedPrekey(1)).isEmpty();
      assertThat(store.pqPrekey(1)).isEmpty();
      assertThat(store.signedPrekey(2)).isPresent();
    }
  }

  @Test
  void withdrawsOneTimePrekeysBeforeTheirPrivateHalvesAreErased() throws Exception {
    upkeep.publish(true);
    int old = directory.oneTime().getFirst().keyId();
    clock.pass(Duration.ofDays(60).plusSeconds(1));

    Supplied supplied = upkeep.refill();

    assertThat(supplied.replaced()).isTrue();
    assertThat(directory.oneTime()).hasSize(100).noneMatch(prekey -> prekey.keyId() == old);
    try (PrekeyStore store = open()) {
      assertThat(store.oneTimePrekey(old)).isPresent();
    }
    clock.pass(Duration.ofDays(30));
    upkeep.refill();
    try (PrekeyStore store = open()) {
      assertThat(store.oneTimePrekey(old)).isEmpty();
    }
  }

  @Test
  void leavesPostQuantumPrekeysOutWhenToldSoAndRemembersIt() throws Exception {
    upkeep.publish(false);
    directory.gives(90);
    upkeep.refill();

    assertThat(directory.lastResort()).isEmpty();
    assertThat(directory.pqOneTime()).isEmpty();
    assertThat(directory.oneTime()).hasSize(100);

    upkeep.publish(true);
    assertThat(directory.lastResort()).isPresent();
    assertThat(directory.pqOneTime()).hasSize(100);
  }

  @Test
  void startsAgainWhenTheStoreIsLost() throws Exception {
    upkeep.publish(true);
    directory.gives(50);
    upkeep.publish(true);
    Files.delete(storeFile);

    Supplied supplied = upkeep.refill();

    assertThat(supplied.replaced()).isTrue();
    assertThat(directory.signed().orElseThrow().keyId()).isGreaterThan(NextIds.SKIP);
    assertThat(directory.oneTime()).hasSize(100).allMatch(prekey -> prekey.keyId() > NextIds.SKIP);
    try (PrekeyStore store = open()) {
      assertThat(store.oneTimePrekey(directory.oneTime().getFirst().keyId())).isPresent();
    }
    assertThat(upkeep.refill().isNothing()).isTrue();
  }

  @Test
  void stopsWhenEveryIdIsUsed() throws Exception {
    upkeep.publish(true);
    Files.writeString(
        storeFile,
        storedText()
            .replace("\"next_one_time_prekey_id\":101", "\"next_one_time_prekey_id\":16777215"));
    directory.gives(99);

    assertThatThrownBy(upkeep::refill).hasMessageContaining("used all key ids");
    assertThat(directory.oneTime()).hasSize(1);
  }

  @Test
  void letsOneAtATimeDoIt() throws Exception {
    try (PrekeyStore _ = open()) {
      tryLater(upkeep::refill);
    }
    assertThat(directory.requests()).isEmpty();
  }

  @Test
  void sendsOnAfterAClientUsedKeysOfAnUploadThatIsNotConfirmed() throws Exception {
    directory.beforeEachUpload(directory::losesTheNextAnswer);
    tryLater(() -> upkeep.publish(true));
    directory.beforeEachUpload(() -> {});
    directory.gives(1);
    try (PrekeyStore store = open()) {
      store.erase(Set.of(1), Set.of(2));
    }

    assertThat(upkeep.refill().resent()).isTrue();
    assertThat(directory.oneTime()).hasSize(99);
  }

  private void refusesTheNextUpload(int status, String slug) {
    directory.answersNext(200, Map.of(), emptyStatus());
    directory.refusesNext(status, slug, "as the test says", "[]");
  }

  private String emptyStatus() {
    return "{\"device\":\"alice.example#1\",\"identity_key\":\""
        + Base64.getEncoder().encodeToString(key.pair().identityKey().encode())
        + "\",\"claims_last_day\":0,\"advice\":[\"upload-signed-prekey\"]}";
  }

  private PrekeyStore open() throws CommandFailure {
    return PrekeyStore.open(storeFile, alice, key, random);
  }

  private String storedText() {
    try {
      return Files.readString(storeFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tryLater(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.TRY_LATER));
  }
}
