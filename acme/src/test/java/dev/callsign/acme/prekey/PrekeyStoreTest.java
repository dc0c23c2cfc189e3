package dev.callsign.acme.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.Shell;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.keys.DeviceKey;
import dev.callsign.acme.keys.Passphrase;
import dev.callsign.json.Base64Url;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.request.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrekeyStoreTest {
  private static final Instant NOW = Shell.NOW.truncatedTo(ChronoUnit.SECONDS);
  private static final SupplyPlan SOME = new SupplyPlan(true, true, 2, 2, false);

  private final SecureRandom random = new SecureRandom();
  private final IdentityKeyPair pair = IdentityKeyPair.generate(random);
  private final DeviceKey closed = new DeviceKey(pair, new Passphrase("correct horse"));
  private final DeviceKey clear = new DeviceKey(pair, null);
  private final DeviceAddress alice;
  private final Path file;

  PrekeyStoreTest(@TempDir Path folder) throws Exception {
    alice = new DeviceAddress(Callsign.parse("alice.example", NamePolicy.PUBLIC), 1);
    file = folder.resolve("device-1.prekeys");
  }

  @Test
  void isOneEncryptedJwe() throws Exception {
    fill(closed);

    String[] parts = Files.readString(file).split("\\.", -1);
    assertThat(parts).hasSize(5);
    JsonNode header = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[0]));
    assertThat(header.path("alg").textValue()).isEqualTo("PBES2-HS512+A256KW");
    assertThat(header.path("enc").textValue()).isEqualTo("A256GCM");
    assertThat(header.path("p2c").intValue()).isEqualTo(600_000);
    assertThat(Secrets.mode(file)).isEqualTo("rw-------");
  }

  @Test
  void holdsNoPrivateByteInTheClear() throws Exception {
    CurveKeyPair signed;
    KyberKeyPair kyber;
    fill(closed);
    try (PrekeyStore store = open(closed)) {
      signed = store.signedPrekey(1).orElseThrow();
      kyber = store.pqPrekey(1).orElseThrow();
    }

    StringBuilder everything = new StringBuilder(Files.readString(file));
    for (String part : Files.readString(file).split("\\.", -1)) {
      everything.append(latin(Base64.getUrlDecoder().decode(part)));
    }
    assertThat(everything)
        .doesNotContain(latin(signed.scalar()), latin(kyber.seed()))
        .doesNotContain(Base64Url.encode(signed.scalar()), Base64Url.encode(kyber.seed()))
        .doesNotContain("alice.example");
  }

  @Test
  void isInTheClearForItsOwnerAloneWhereTheKeyIs() throws Exception {
    fill(clear);

    assertThat(file).content().startsWith("{").contains("alice.example#1");
    assertThat(Secrets.mode(file)).isEqualTo("rw-------");
  }

  @Test
  void isEncryptedAtTheNextChangeOnceTheKeyIs() throws Exception {
    fill(clear);

    try (PrekeyStore store = open(closed)) {
      store.erase(Set.of(1), Set.of());
    }

    assertThat(file).content().startsWith("eyJ");
  }

  @Test
  void saysThatThePassphraseIsWrong() throws Exception {
    fill(closed);

    refuses(new DeviceKey(pair, new Passphrase("password")), "the passphrase is wrong");
    refuses(clear, "it is encrypted");
  }

  @Test
  void belongsToOneDevice() throws Exception {
    fill(clear);

    refuses(new DeviceKey(IdentityKeyPair.generate(random), null), "another identity key");
    assertThatThrownBy(
            () -> PrekeyStore.open(file, new DeviceAddress(alice.callsign(), 2), clear, random))
        .hasMessageContaining("alice.example#1");
  }

  @Test
  void erasesUsedKeysButNoLastResort() throws Exception {
    fill(clear);

    try (PrekeyStore store = open(clear)) {
      store.erase(Set.of(1, 77), Set.of(1, 2));
    }

    try (PrekeyStore store = open(clear)) {
      assertThat(store.oneTimePrekey(1)).isEmpty();
      assertThat(store.oneTimePrekey(2)).isPresent();
      assertThat(store.pqPrekey(1)).isPresent(); // of last resort
      assertThat(store.pqPrekey(2)).isEmpty();
    }
  }

  @Test
  void keepsTheYoungestOneTimePrekeysOfTooMany() {
    PrekeyInventory many = PrekeyInventory.empty();
    int rounds = PrekeyInventory.MAX_ONE_TIME / SupplyPlan.FULL + 1;
    for (int round = 0; round < rounds; round++) {
      many = many.with(new SupplyPlan(false, false, SupplyPlan.FULL, 0, false), NOW, random);
    }

    Shelf<CurveKeyPair> kept = many.pruned(NOW).oneTime();

    assertThat(kept.keys()).hasSize(PrekeyInventory.MAX_ONE_TIME);
    assertThat(kept.find(SupplyPlan.FULL)).isEmpty();
    assertThat(kept.find(SupplyPlan.FULL + 1)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "hello",
        "a.b.c.d.e",
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA"
      })
  void refusesWhatIsNoStore(String text) throws Exception {
    Files.writeString(file, text);

    refuses(closed, file.toString());
    assertThat(file).hasContent(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"version\":1=\"version\":2",
        "\"next_one_time_prekey_id\":3=\"next_one_time_prekey_id\":2",
        "\"next_pq_prekey_id\":4=\"next_pq_prekey_id\":0",
        "\"post_quantum\":true=\"post_quantum\":1",
        "\"private_key\":\"=\"private_key\":\"AAAA",
        "\"replace\":false=\"replace\":false,\"more\":1",
        "\"signed_prekey\":1=\"signed_prekey\":-1",
        "\"created_at\"=\"made_at\""
      })
  void refusesAStoreThatWasTamperedWith(String change) throws Exception {
    fill(clear);
    String text = Files.readString(file);
    String from = change.substring(0, change.indexOf('='));
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, change.substring(change.indexOf('=') + 1)));

    refuses(clear, file.toString());
  }

  @Test
  void freesItsLockWhenItCannotBeOpened() throws Exception {
    Files.writeString(file, "hello");
    refuses(clear, "not a store");
    Files.delete(file);

    open(clear).close();
  }

  private void fill(DeviceKey key) throws CommandFailure {
    try (PrekeyStore store = open(key)) {
      store.write(store.inventory().with(SOME, NOW, random));
    }
  }

  private PrekeyStore open(DeviceKey key) throws CommandFailure {
    return PrekeyStore.open(file, alice, key, random);
  }

  private void refuses(DeviceKey key, String part) {
    assertThatThrownBy(() -> open(key))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining(part);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
