package dev.callsign.acme.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.acme.Secrets;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Kept;
import dev.callsign.lab.Lab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files for web servers and TLS servers of other users. */
class ServedFilesTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static Lab lab;

  private final Path folder;
  private final Kept kept;

  ServedFilesTest(@TempDir Path folder) {
    this.folder = folder;
    this.kept = new Kept(lab.authority(), folder.resolve("agent"), Clock.systemUTC());
  }

  @BeforeAll
  static void startsTheLab() throws Exception {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
  }

  @AfterAll
  static void stopsTheLab() throws Exception {
    lab.close();
  }

  @Test
  void putsTheStatementWhereAWebServerFindsIt() throws Exception {
    Path root = Files.createDirectory(folder.resolve("www"));
    Path file = root.resolve(".well-known/callsign/statement.jws");
    WellKnownFile deployment = new WellKnownFile(file);

    assertThat(deployment.deploy(kept.live(Duration.ofDays(9), "one")).done()).isTrue();

    assertThat(file).hasContent("one");
    assertThat(Secrets.mode(file)).isEqualTo("rw-r--r--");
    assertThat(Secrets.mode(file.resolveSibling(""))).isEqualTo("rwxr-xr-x");
    assertThat(deployment.deploy(kept.live(Duration.ofDays(99), "two")).done()).isTrue();
    assertThat(file).hasContent("two");
    assertThat(names(file.resolveSibling(""))).containsExactly("statement.jws");
  }

  @Test
  void writesNothingThatIsSoAlready() throws Exception {
    Path file = folder.resolve("statement.jws");
    Generation live = kept.live(Duration.ofDays(9), "one");
    new WellKnownFile(file).deploy(live);
    Files.setLastModifiedTime(file, LONG_AGO);

    new WellKnownFile(file).deploy(live);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    new WellKnownFile(file).deploy(live);
    assertThat(Secrets.mode(file)).isEqualTo("rw-r--r--"); // somebody had closed it
  }

  @Test
  void waitsForAStatement() throws Exception {
    Path file = folder.resolve("statement.jws");
    assertThat(new WellKnownFile(file).deploy(kept.live(Duration.ofDays(9), "")))
        .isEqualTo(ErrandOutcome.DONE);
    assertThat(file).doesNotExist();
  }

  @Test
  void saysThatTheRootIsMissing() throws Exception {
    Path file = folder.resolve("typo/.well-known/callsign/statement.jws");
    ErrandOutcome outcome = new WellKnownFile(file).deploy(kept.live(Duration.ofDays(9), "one"));
    assertThat(outcome.done()).isFalse();
    assertThat(outcome.detail()).contains("typo");
  }

  @Test
  void copiesChainAndKeyForTheGroupOfAServer() throws Exception {
    List<String> groups = groups();
    assumeTrue(groups.size() > 1, "only one group to give files to");
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    CertificateCopies copies = new CertificateCopies(chain, key, Optional.of(groups.getLast()));
    Generation live = kept.live(Duration.ofDays(9), "");

    assertThat(copies.deploy(live)).isEqualTo(ErrandOutcome.DONE);

    assertThat(chain).hasSameTextualContentAs(live.fullChain());
    assertThat(key).hasSameTextualContentAs(live.key());
    PosixFileAttributes attributes = Files.readAttributes(key, PosixFileAttributes.class);
    assertThat(attributes.group().getName()).isEqualTo(groups.getLast());
    assertThat(Secrets.mode(key)).isEqualTo("rw-r-----");
    assertThat(Secrets.mode(chain)).isEqualTo("rw-r--r--");

    Files.setLastModifiedTime(key, LONG_AGO);
    copies.deploy(live);
    assertThat(Files.getLastModifiedTime(key)).isEqualTo(LONG_AGO);
  }

  @Test
  void copiesTheKeyForNobodyElseUnlessTold() throws Exception {
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    CertificateCopies copies = new CertificateCopies(chain, key, Optional.empty());
    copies.deploy(kept.live(Duration.ofDays(9), ""));
    assertThat(Secrets.mode(key)).isEqualTo("rw-------");

    Generation newer = kept.live(Duration.ofDays(99), "");
    Files.writeString(folder.resolve(".callsign-key.pem.new"), "of somebody who died here");
    copies.deploy(newer);

    assertThat(key).hasSameTextualContentAs(newer.key());
    assertThat(chain).hasSameTextualContentAs(newer.fullChain());
    assertThat(names(folder)).containsExactly("agent", "chain.pem", "key.pem");
  }

  @Test
  void switchesNeitherFileWhenOneCannotBeWritten() throws Exception {
    Path key = folder.resolve("key.pem");
    Path missing = folder.resolve("missing/chain.pem");

    ErrandOutcome outcome =
        new CertificateCopies(missing, key, Optional.empty())
            .deploy(kept.live(Duration.ofDays(9), ""));

    assertThat(outcome.detail()).contains("cannot write " + missing);
    assertThat(key).doesNotExist();
  }

  @Test
  void saysThatAGroupIsUnknown() throws Exception {
    CertificateCopies copies =
        new CertificateCopies(
            folder.resolve("chain.pem"), folder.resolve("key.pem"), Optional.of("no-such-group"));
    assertThat(copies.deploy(kept.live(Duration.ofDays(9), "")).detail())
        .contains("no group no-such-group");
    assertThat(names(folder)).containsExactly("agent");
  }

  @Test
  void triesAllAndReportsTheFirstFailure() throws Exception {
    Path file = folder.resolve("statement.jws");
    Generation live = kept.live(Duration.ofDays(9), "one");

    ErrandOutcome outcome =
        new Deployments(
                List.of(
                    _ -> new ErrandOutcome(false, Duration.ofSeconds(7), "the first"),
                    _ -> {
                      throw new IllegalStateException("the second");
                    },
                    new WellKnownFile(file)))
            .deploy(live);

    assertThat(outcome).isEqualTo(new ErrandOutcome(false, Duration.ofSeconds(7), "the first"));
    assertThat(file).hasContent("one");
    assertThat(new Deployments(List.of()).deploy(live)).isEqualTo(ErrandOutcome.DONE);
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  /** Groups that this process may give files to: its own, and where it is root, any. */
  private List<String> groups() throws Exception {
    Process process = new ProcessBuilder("id", "-Gn").start();
    byte[] output = process.getInputStream().readAllBytes();
    List<String> own = List.of(new String(output, StandardCharsets.UTF_8).strip().split(" ", -1));
    boolean isRoot = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName().equals("root");
    return isRoot ? List.of(own.getFirst(), "daemon") : own;
  }
}
