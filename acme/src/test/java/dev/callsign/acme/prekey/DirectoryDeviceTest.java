package dev.callsign.acme.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.MovingClock;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.request.DeviceAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of one device, verified by core; and directories that answer what they like. */
class DirectoryDeviceTest {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private final SecureRandom random = new SecureRandom();
  private final MovingClock clock = new MovingClock();
  private final IdentityKeyPair pair = IdentityKeyPair.generate(random);
  private final DeviceAddress alice;
  private final DeviceAddress bob;
  private final PrekeyDirectory directory;
  private final DirectoryDevice device;

  DirectoryDeviceTest() throws Exception {
    alice = new DeviceAddress(Callsign.parse("alice.example", NamePolicy.PUBLIC), 1);
    bob = new DeviceAddress(Callsign.parse("bob.example", NamePolicy.PUBLIC), 2);
    directory = new PrekeyDirectory(clock, alice, pair.identityKey());
    device = device(alice);
  }

  @AfterEach
  void stopsTheDirectory() {
    directory.close();
  }

  @Test
  void uploadsWhatADirectoryAccepts() throws Exception {
    OneTimePrekey prekey = OneTimePrekey.sign(7, CurveKeyPair.generate(random).publicKey(), pair);

    PrekeyStatus status =
        device.upload(new PrekeyUpload(null, null, List.of(prekey), List.of(), false));

    assertThat(status.oneTime().count()).isEqualTo(1);
    assertThat(directory.oneTime()).containsExactly(prekey);
  }

  @Test
  void learnsWhatTheDirectoryHas() throws Exception {
    PrekeyStatus status = device.status();

    assertThat(status.signedPrekey()).isNull();
    assertThat(status.claimsLastDay()).isEqualTo(17);
    assertThat(status.advice())
        .containsExactlyInAnyOrder(
            PrekeyAdvice.UPLOAD_SIGNED_PREKEY, PrekeyAdvice.REFILL_ONE_TIME_PREKEYS);
  }

  @Test
  void learnsThatKeysDiffer() throws Exception {
    assertThat(device.check(new byte[32])).isFalse();
    directory.answersNext(200, JSON, "{\"same\":true}");
    assertThat(device.check(new byte[32])).isTrue();
  }

  @Test
  void takesNoOtherConflictForADifference() {
    directory.refusesNext(409, "callsign-held", "wait", "[]");

    assertThatThrownBy(() -> device.check(new byte[32])).isInstanceOf(DirectoryFailure.class);
  }

  @Test
  void claimsAKey() throws Exception {
    assertThat(device.claim(bob)).asString(StandardCharsets.UTF_8).contains("claimed");
    assertThat(directory.requests()).containsExactly("POST claims");
    assertThat(directory.idempotencyKeys()).hasSize(1);
    assertThat(device.claim(bob)).isNotEmpty();
    assertThat(directory.idempotencyKeys()).doesNotHaveDuplicates();
  }

  @Test
  void claimsAgainWithTheSameKeyAndANewSignatureWhenTheAnswerIsLost() throws Exception {
    directory.losesTheNextAnswer();

    device.claim(bob);

    assertThat(directory.requests()).containsExactly("POST claims", "POST claims");
    assertThat(directory.idempotencyKeys()).hasSize(2);
    assertThat(directory.idempotencyKeys().getFirst())
        .isEqualTo(directory.idempotencyKeys().getLast());
    assertThat(directory.jtis()).hasSize(2);
  }

  @Test
  void claimsTwiceAtMost() {
    directory.losesTheNextAnswer();
    directory.losesTheNextAnswer();

    fails(() -> device.claim(bob), ExitCode.TRY_LATER, "cannot reach the directory");
    assertThat(directory.requests()).hasSize(2);
  }

  @Test
  void waitsAsLongAsTheDirectoryAsks() {
    directory.answersNext(429, Map.of("Retry-After", "600"), "");

    assertThatThrownBy(() -> device.claim(bob))
        .isInstanceOfSatisfying(
            DirectoryFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.TRY_LATER);
              assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(10));
            })
        .hasMessageContaining("Retry-After: 600");
    assertThat(directory.requests()).hasSize(1);
  }

  @Test
  void fetchesABundleWithoutSigning() throws Exception {
    assertThat(device.bundle(bob.callsign()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"unsigned\":true}");
  }

  @Test
  void saysWhyARequestIsRefused() throws Exception {
    fails(() -> device(bob).status(), ExitCode.BAD_INPUT, "bob.example#2");
  }

  @Test
  void saysWhatIsWrongWithEachKey() {
    directory.refusesNext(
        422,
        "prekeys-refused",
        "2 keys are bad",
        "[{\"slug\":\"prekey-modulus\",\"detail\":\"3329\",\"member\":\"pq_one_time_prekeys[3]\","
            + "\"key_id\":4},{\"slug\":\"prekey-signature\",\"detail\":\"not yours\"}]");

    assertThatThrownBy(device::status)
        .isInstanceOfSatisfying(
            DirectoryFailure.class,
            failure -> {
              assertThat(failure.slug()).isEqualTo("prekeys-refused");
              assertThat(failure.details())
                  .containsExactly(
                      "pq_one_time_prekeys[3] prekey-modulus: 3329", "prekey-signature: not yours");
            })
        .hasMessageContaining("2 keys are bad");
  }

  @Test
  void showsNoMoreErrorsThanAPersonReads() {
    directory.refusesNext(422, "prekeys-refused", "x", "[" + "{},".repeat(999) + "7]");

    assertThatThrownBy(device::status)
        .isInstanceOfSatisfying(
            DirectoryFailure.class,
            failure -> assertThat(failure.details()).hasSize(21).last().isEqualTo("and 980 more"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{}",
        "{\"device\":1}",
        "{ALICE,\"claims_last_day\":0}",
        "{ALICE,\"claims_last_day\":0,\"advice\":{}}",
        "{ALICE,\"claims_last_day\":-1,\"advice\":[]}",
        "{ALICE,\"claims_last_day\":1e99,\"advice\":[]}",
        "{ALICE,\"claims_last_day\":0,\"advice\":[],\"one_time_prekeys\":5}",
        "{ALICE,\"claims_last_day\":0,\"advice\":[],\"one_time_prekeys\":{\"count\":-5}}",
        "{ALICE,\"claims_last_day\":0,\"advice\":[],\"signed_prekey\":{\"key_id\":1}}",
        "{ALICE,\"claims_last_day\":0,\"advice\":[],"
            + "\"signed_prekey\":{\"key_id\":1,\"created_at\":\"yesterday\"}}",
        "{ALICE,\"claims_last_day\":0,\"advice\":[],"
            + "\"signed_prekey\":{\"key_id\":4294967296,\"created_at\":\"2026-11-21T10:00:00Z\"}}",
        "{ALICE,\"device\":\"alice.example#1\",\"claims_last_day\":0,\"advice\":[]}",
        "{BOB,\"claims_last_day\":0,\"advice\":[]}"
      })
  void refusesAnswersThatADirectoryDoesNotGive(String body) {
    directory.answersNext(200, JSON, body.replace("ALICE", who(alice)).replace("BOB", who(bob)));

    fails(device::status, ExitCode.BAD_INPUT, "does not answer as a directory does");
  }

  @Test
  void refusesAnAnswerAboutAnotherKey() {
    String other =
        Base64.getEncoder().encodeToString(IdentityKeyPair.generate(random).identityKey().encode());
    directory.answersNext(
        200,
        JSON,
        "{\"device\":\"alice.example#1\",\"identity_key\":\""
            + other
            + "\",\"claims_last_day\":0,\"advice\":[]}");

    fails(device::status, ExitCode.BAD_INPUT, "another identity key");
  }

  @Test
  void readsNoMoreThanAnAnswerCanHave() {
    String huge = " ".repeat(DirectoryDevice.MAX_BUNDLE_BYTES + 1);
    directory.answersNext(200, JSON, huge);
    directory.answersNext(200, JSON, huge);
    directory.answersNext(200, JSON, huge);

    fails(device::status, ExitCode.BAD_INPUT, "longer than 65536 bytes");
    fails(() -> device.claim(bob), ExitCode.BAD_INPUT, "longer than 262144 bytes");
    fails(() -> device.bundle(bob.callsign()), ExitCode.BAD_INPUT, "longer than 262144 bytes");
  }

  @Test
  void neverFollowsARedirect() {
    directory.answersNext(307, Map.of("Location", directory.url() + "/elsewhere"), "");

    fails(device::status, ExitCode.BAD_CONFIGURATION, "moved");
    assertThat(directory.requests()).hasSize(1);
  }

  private DirectoryDevice device(DeviceAddress address) throws CommandFailure {
    return new DirectoryDevice(
        DirectoryAddress.of(URI.create(directory.url())), address, pair, clock, random);
  }

  private String who(DeviceAddress address) {
    return "\"device\":\""
        + address
        + "\",\"identity_key\":\""
        + Base64.getEncoder().encodeToString(pair.identityKey().encode())
        + "\"";
  }

  private static void fails(ThrowingCallable call, ExitCode exitCode, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(part);
  }
}
