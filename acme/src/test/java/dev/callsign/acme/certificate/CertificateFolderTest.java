package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.DAY_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.acme.OpenSsl;
import dev.callsign.acme.Owner;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.KeyType;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.x509.CertificateChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFolderTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static Lab lab;

  private final Path home;
  private final Path folder;

  CertificateFolderTest(@TempDir Path temporary) {
    this.home = temporary.resolve("agent");
    this.folder = home.resolve("certs").resolve(ALICE.aLabel());
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(Clock.fixed(DAY_0, ZoneOffset.UTC), RANDOM);
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  @Test
  void keepsKeysWhereOnlyTheirOwnerLooks() throws Exception {
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      Generation generation = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();
      opened.install(generation.number());
      opened.writeStatement(generation, "a statement");

      assertThat(Secrets.mode(home)).isEqualTo("rwx------");
      assertThat(Secrets.mode(folder)).isEqualTo("rwx------");
      assertThat(Secrets.mode(folder.resolve("lock"))).isEqualTo("rw-------");
      assertThat(Secrets.mode(generation.folder())).isEqualTo("rwx------");
      assertThat(Secrets.mode(generation.key())).isEqualTo("rw-------");
      assertThat(Secrets.mode(generation.folder().resolve("meta.json"))).isEqualTo("rw-------");
      assertThat(Secrets.mode(generation.fullChain())).isEqualTo("rw-r--r--");
      assertThat(Secrets.mode(generation.statement())).isEqualTo("rw-r--r--");
      assertThat(names(generation.folder()))
          .containsExactly(
              "cert.pem",
              "chain.pem",
              "fullchain.pem",
              "meta.json",
              "privkey.pem",
              "statement.jws");
    }
  }

  @Test
  void refusesAFolderThatOthersLookInto() throws Exception {
    open().close();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

    fails(this::open, ExitCode.BAD_CONFIGURATION, "chmod 700");
  }

  @Test
  void letsOneProcessAtATimeIn() throws Exception {
    try (CertificateFolder _ = open()) {
      fails(this::open, ExitCode.TRY_LATER, "another process");
    }

    open().close();
  }

  @Test
  void makesOneNextKeyUntilItIsUsed() throws Exception {
    try (CertificateFolder opened = open()) {
      String first = opened.createNextKey(RANDOM);

      assertThat(opened.createNextKey(RANDOM)).isEqualTo(first);
      assertThat(opened.nextKey()).contains(first);
      assertThat(Secrets.mode(folder.resolve("next/privkey.pem"))).isEqualTo("rw-------");
    }
  }

  @Test
  void writesKeysThatOpenSslReads() throws Exception {
    OpenSsl.assumePresent();
    Path file = folder.resolve("next/privkey.pem");
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
    }

    assertThat(PublicHalf.of(KeyFile.readPrivate(file)).getEncoded())
        .isEqualTo(OpenSsl.run("pkey", "-in", file, "-pubout", "-outform", "DER"));
  }

  @Test
  void switchesKeyAndChainInOneLinkAndForgetsTheNextKeyOnlyThen() throws Exception {
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      Generation generation = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();

      assertThat(opened.live()).isEmpty();
      assertThat(opened.nextKey()).isPresent();

      opened.install(generation.number());

      assertThat(opened.live()).contains(generation);
      assertThat(opened.nextKey()).isEmpty();
      assertThat(Files.readSymbolicLink(folder.resolve("live"))).hasToString("gen/000001");
      assertThat(folder.resolve("live/privkey.pem")).hasSameBinaryContentAs(generation.key());
    }
  }

  @Test
  void keepsOneGenerationOfEachLeaf() throws Exception {
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      CertificateChain chain = ordered(opened);
      Generation first = opened.keep(chain, next(opened), origin(), DAY_0).get();

      assertThat(opened.keep(chain, next(opened), origin(), DAY_0)).contains(first);
      assertThat(opened.generations()).hasSize(1);
    }
  }

  @Test
  void keepsNoLeafOfAnotherKeyOrName() throws Exception {
    LabAuthority authority = lab.authority();
    try (CertificateFolder opened = open()) {
      String key = opened.createNextKey(RANDOM);
      CertificateChain otherKey = authority.issue(authority.leaf(ALICE.aLabel())).chain();
      CertificateChain otherName =
          authority.issue(authority.leaf("bob.callsign.test").key(nextPair(opened))).chain();

      assertThat(opened.keep(otherKey, key, origin(), DAY_0)).isEmpty();
      assertThat(opened.keep(otherName, key, origin(), DAY_0)).isEmpty();
      assertThat(opened.keep(ordered(opened), "of no key here", origin(), DAY_0)).isEmpty();
      assertThat(opened.generations()).isEmpty();
      assertThat(opened.nextKey()).contains(key);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs8 -topk8 -nocrypt", "ec"})
  void adoptsWhatAnotherClientMade(String form) throws Exception {
    OpenSsl.assumePresent();
    adopts(KeyType.P384, form);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs8 -topk8 -nocrypt", "rsa -traditional"})
  void adoptsRsaKeysToo(String form) throws Exception {
    OpenSsl.assumePresent();
    adopts(KeyType.RSA_2048, form);
  }

  private void adopts(KeyType type, String form) throws Exception {
    LabAuthority authority = lab.authority();
    DomainCertificate foreign = authority.issue(authority.leaf(ALICE.aLabel()).key(type));
    Files.createDirectories(home.getParent());
    Path plain = home.resolveSibling("plain.pem");
    Files.writeString(plain, Owner.pem(foreign.domainKey().getPrivate()));
    Path file = home.resolveSibling("foreign.pem");
    OpenSsl.run((Object[]) (form + " -in " + plain + " -out " + file).split(" ", -1));
    PrivateKey key = KeyFile.readPrivate(file);
    try (CertificateFolder opened = open()) {
      String next = opened.createNextKey(RANDOM);
      Generation adopted = opened.adopt(foreign.chain(), key, new Origin("certbot", null), DAY_0);
      opened.install(adopted.number());

      assertThat(opened.live()).contains(adopted);
      assertThat(opened.nextKey()).contains(next);
      assertThat(opened.adopt(foreign.chain(), key, origin(), DAY_0)).isEqualTo(adopted);
    }
  }

  @Test
  void adoptsNoKeyOfAnotherCertificate() throws Exception {
    LabAuthority authority = lab.authority();
    CertificateChain chain = authority.issue(authority.leaf(ALICE.aLabel())).chain();
    PrivateKey other = authority.issue(authority.leaf(ALICE.aLabel())).domainKey().getPrivate();
    CertificateChain bobs = authority.issue(authority.leaf("bob.callsign.test")).chain();
    try (CertificateFolder opened = open()) {
      fails(() -> opened.adopt(chain, other, origin(), DAY_0), ExitCode.BAD_INPUT, "not the key");
      fails(() -> opened.adopt(bobs, other, origin(), DAY_0), ExitCode.BAD_INPUT, "not for");
      assertThat(opened.generations()).isEmpty();
    }
  }

  @Test
  void finishesAGenerationThatACrashLeftWithItsKey() throws Exception {
    Generation whole;
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      whole = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();
    }
    Path unfinished = whole.folder().resolveSibling(".new-000001");
    Files.move(whole.folder(), unfinished);

    try (CertificateFolder opened = open()) {
      assertThat(opened.generations()).containsExactly(whole);
    }
  }

  @Test
  void removesAGenerationThatACrashLeftWithoutItsKey() throws Exception {
    Generation whole;
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      whole = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();
    }
    Files.delete(whole.key());
    Files.move(whole.folder(), whole.folder().resolveSibling(".new-000001"));

    try (CertificateFolder opened = open()) {
      assertThat(opened.generations()).isEmpty();
      assertThat(names(folder.resolve("gen"))).isEmpty();
      assertThat(opened.nextKey()).isPresent();
    }
  }

  @Test
  void removesTemporaryFilesThatACrashLeft() throws Exception {
    Generation whole;
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      whole = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();
    }
    Files.createLink(whole.folder().resolve(".callsign-1.tmp"), whole.key());
    Files.createLink(folder.resolve("next/.callsign-2.tmp"), whole.key());
    Files.createSymbolicLink(folder.resolve(".callsign-link"), Path.of("gen/000001"));

    try (CertificateFolder _ = open()) {
      assertThat(names(whole.folder())).doesNotContain(".callsign-1.tmp").contains("privkey.pem");
      assertThat(names(folder.resolve("next"))).containsExactly("privkey.pem");
      assertThat(names(folder)).doesNotContain(".callsign-link");
    }
  }

  @Test
  void removesTheNextKeyThatTheLiveGenerationHas() throws Exception {
    byte[] key;
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      key = Files.readAllBytes(folder.resolve("next/privkey.pem"));
      opened.install(opened.keep(ordered(opened), next(opened), origin(), DAY_0).get().number());
    }
    Files.write(folder.resolve("next/privkey.pem"), key);

    try (CertificateFolder opened = open()) {
      assertThat(opened.nextKey()).isEmpty();
    }
  }

  @Test
  void deletesKeysThatHaveServedButNeverTheOneThatServes() throws Exception {
    try (CertificateFolder opened = open()) {
      opened.createNextKey(RANDOM);
      Generation first = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();
      opened.install(first.number());
      opened.createNextKey(RANDOM);
      Generation second = opened.keep(ordered(opened), next(opened), origin(), DAY_0).get();
      opened.install(second.number());

      fails(() -> opened.deleteKey(second.number()), ExitCode.BAD_INPUT, "never deleted");
      opened.deleteKey(first.number());

      assertThat(opened.key(first)).isEmpty();
      assertThat(opened.generations()).containsExactly(first, second);
      fails(() -> opened.install(first.number()), ExitCode.BAD_INPUT, "no key any more");
      assertThat(opened.live()).contains(second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gen/1", "../gen/000001", "gen", "gen/000001/.."})
  void followsNoOtherLinkThanItsOwn(String target) throws Exception {
    open().close();
    Files.createSymbolicLink(folder.resolve("live"), Path.of(target));

    fails(this::open, ExitCode.BAD_INPUT, "ln -sfn");
  }

  @Test
  void saysBeforeAnybodyIsAskedThatNothingCanBeKept() throws Exception {
    try (CertificateFolder opened = open()) {
      opened.prove();
      Files.delete(folder.resolve("gen"));

      fails(opened::prove, ExitCode.BAD_CONFIGURATION, "no such file or folder");
    }
  }

  private CertificateFolder open() throws CommandFailure {
    return CertificateFolder.open(home, ALICE);
  }

  private static String next(CertificateFolder opened) throws CommandFailure {
    return opened.nextKey().orElseThrow();
  }

  private static KeyPair nextPair(CertificateFolder opened) throws CommandFailure {
    PrivateKey key = opened.findKey(next(opened)).orElseThrow();
    return new KeyPair(PublicHalf.of(key), key);
  }

  private static CertificateChain ordered(CertificateFolder opened) throws CommandFailure {
    return Certificates.issue(lab.authority(), nextPair(opened));
  }

  private static Origin origin() {
    return Origin.ordered(AUTHORITY);
  }

  private static Stream<String> sorted(Path folder) throws Exception {
    return Optional.ofNullable(folder.toFile().list()).stream().flatMap(Stream::of).sorted();
  }

  private static List<String> names(Path folder) throws Exception {
    return sorted(folder).toList();
  }

  private static void fails(ThrowingCallable call, ExitCode exitCode, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(part);
  }
}
