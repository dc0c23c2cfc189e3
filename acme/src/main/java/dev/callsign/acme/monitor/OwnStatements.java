package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.statement.PreviousStatement;
import dev.callsign.name.Callsign;
import dev.callsign.statement.StatementSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statements that the owner signed: those in the agent's folder (ADR 0019) and in files that he
 * names. They are read, not verified: who can write these files can sign anyway. Looked at without
 * the lock of the folder, as its agent holds it for long; statements change in one step.
 *
 * @param home the agent's folder, above {@code certs}; null where there is no agent
 * @param files statements elsewhere
 */
record OwnStatements(Callsign callsign, @Nullable Path home, List<Path> files) {

  /** Generations of the folder have six digits or more. */
  private static final Pattern GENERATION = Pattern.compile("\\d{6,9}");

  OwnStatements {
    files = List.copyOf(files);
  }

  /**
   * Hashes of the statements as they are now, and of those that these name in {@code prev}: who
   * signs a statement vouches for the one before.
   *
   * @return base64url SHA-256, to be changed by the caller at will
   * @throws CommandFailure {@code BAD_INPUT}: a file is no statement of the callsign; otherwise as
   *     {@link InputFile#read}
   */
  Set<String> hashes() throws CommandFailure {
    Set<String> hashes = new HashSet<>();
    for (Path file : files) {
      add(hashes, PreviousStatement.read(file, callsign));
    }
    if (home != null) {
      Path generations = home.resolve("certs").resolve(callsign.aLabel()).resolve("gen");
      for (Path generation : DurableFolder.list(generations)) {
        Path statement = generation.resolve("statement.jws");
        if (GENERATION.matcher(generation.getFileName().toString()).matches()
            && Files.exists(statement)) {
          add(hashes, PreviousStatement.read(statement, callsign));
        }
      }
    }
    return hashes;
  }

  private static void add(Set<String> hashes, PreviousStatement statement) {
    hashes.add(StatementSigner.sha256(statement.compact()));
    Optional.ofNullable(statement.parsed().statement().prev()).ifPresent(hashes::add);
  }
}
