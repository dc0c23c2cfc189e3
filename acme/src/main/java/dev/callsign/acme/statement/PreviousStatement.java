package dev.callsign.acme.statement;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Path;

/**
 * The statement that the new one follows. Read, not verified: it is the owner's own, and by now its
 * certificate may have expired.
 *
 * @param compact the compact JWS, without the line break that a shell may have added
 * @param parsed what it says
 */
public record PreviousStatement(String compact, UnverifiedStatement parsed) {

  /**
   * Reads a statement.
   *
   * @throws CommandFailure {@code BAD_INPUT}: not a statement, or not one of {@code callsign};
   *     otherwise as {@link InputFile#read}
   */
  public static PreviousStatement read(Path path, Callsign callsign) throws CommandFailure {
    return of(InputFile.readText(path).stripTrailing(), callsign, path.toString());
  }

  /**
   * Takes a statement that was read already.
   *
   * @param source where it is from, for messages
   * @throws CommandFailure {@code BAD_INPUT}: as above
   */
  public static PreviousStatement of(String compact, Callsign callsign, String source)
      throws CommandFailure {
    UnverifiedStatement parsed;
    try {
      parsed = UnverifiedStatement.parse(compact);
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, source + " is not a key statement to follow: " + e.detail());
    }
    Callsign subject = parsed.statement().subject();
    if (!subject.equals(callsign)) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, source + " is a statement of " + subject + ", not of " + callsign);
    }
    return new PreviousStatement(compact, parsed);
  }

  /** The sequence number that follows. */
  public long nextSeq() {
    return parsed.statement().seq() + 1;
  }

  /** What {@code prev} of the statement after it says. */
  String sha256() {
    return StatementSigner.sha256(compact);
  }

  /** What a directory that accepted it remembers. */
  RecordedStatement recorded() {
    KeyStatement statement = parsed.statement();
    return new RecordedStatement(
        statement.seq(),
        sha256(),
        Fingerprint.ofKey(parsed.chain().leaf().getPublicKey()),
        statement.next());
  }
}
