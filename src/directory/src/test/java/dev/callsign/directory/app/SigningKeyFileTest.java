package dev.callsign.directory.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.event.DirectoryKeyPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of the directory's key: found, missing, or something else. */
class SigningKeyFileTest {

  /** The private key of RFC 8410 §10.3, and its public half. */
  private static final String PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;

  private static final String PUBLIC = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

  private final SecureRandom random = new SecureRandom();
  private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void setUp(@TempDir Path temporary) {
    folder = temporary.resolve("data");
    file = folder.resolve("directory-key.pem");
  }

  @Test
  void isReadAsOpensslWritesIt() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file, PEM);

    DirectoryKeyPair pair = SigningKeyFile.readOrCreate(file, random);

    assertThat(Base64.getEncoder().encodeToString(pair.key().encode())).isEqualTo(PUBLIC);
    assertThat(file).hasContent(PEM);
  }

  @Test
  void isMadeWhereItIsMissingForItsOwnerAlone() throws IOException {
    DirectoryKeyPair made = SigningKeyFile.readOrCreate(file, random);

    assertThat(SigningKeyFile.readOrCreate(file, random).key()).isEqualTo(made.key());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void isAnotherOneForEachDirectory(@TempDir Path other) {
    assertThat(SigningKeyFile.readOrCreate(file, random).key())
        .isNotEqualTo(SigningKeyFile.readOrCreate(other.resolve("key.pem"), random).key());
  }

  @Test
  void isTheSameForAllWhoMakeItAtOnce() throws Exception {
    int processes = 8;
    CyclicBarrier start = new CyclicBarrier(processes);
    Callable<DirectoryKeyPair> process =
        () -> {
          start.await();
          return SigningKeyFile.readOrCreate(file, random);
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(processes)) {
      List<Future<DirectoryKeyPair>> pairs =
          Stream.generate(() -> threads.submit(process)).limit(processes).toList();

      assertThat(pairs)
          .extracting(pair -> pair.get().key())
          .containsOnly(SigningKeyFile.readOrCreate(file, random).key());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTu\n-----END PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4C\n-----END ENCRYPTED PRIVATE KEY-----\n"
      })
  void endsTheStartWhereItHoldsSomethingElse(String content) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file, content);

    assertThatThrownBy(() -> SigningKeyFile.readOrCreate(file, random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("callsign.signing-key")
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent(content);
  }

  @Test
  void endsTheStartWhereItHoldsAKeyOfAnotherKind() throws IOException, GeneralSecurityException {
    byte[] ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    Files.createDirectories(folder);
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(ec)
            + "\n-----END PRIVATE KEY-----\n");

    assertThatThrownBy(() -> SigningKeyFile.readOrCreate(file, random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("callsign.signing-key");
  }

  @Test
  void endsTheStartWhereItCannotBeReadOrMade() throws IOException {
    Files.createDirectories(file); // a folder in its place
    Path below = Files.writeString(folder.resolve("file"), "").resolve("key.pem");

    for (Path bad : List.of(file, below)) {
      assertThatThrownBy(() -> SigningKeyFile.readOrCreate(bad, random))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("callsign.signing-key")
          .hasMessageContaining(bad.toString());
    }
  }
}
