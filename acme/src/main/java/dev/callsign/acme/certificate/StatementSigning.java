package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.device.DevicesFile;
import dev.callsign.acme.statement.Agreement;
import dev.callsign.acme.statement.PreviousStatement;
import dev.callsign.acme.statement.StatementContent;
import dev.callsign.acme.statement.StatementMaker;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements with the devices that the devices file lists at that moment.
 *
 * <p>What a change of devices needs is the agreement of one that was listed before
 * (docs/protocol.md §5): its identity key is the key of continuity, and where it is given,
 * statements carry it.
 */
public final class StatementSigning implements StatementSource {
  private final Path devicesFile;
  private final List<URI> mailboxes;
  private final @Nullable Agreement agreement;
  private final @Nullable Path earlier;

  /**
   * Signs for the devices in a file.
   *
   * @param mailboxes as statements list them
   * @param agreement a device that agrees to changes of devices; null for none
   * @param earlier a file with a statement that was signed before there was this agent, which the
   *     first one follows; null, or a file that is not there, for none
   */
  public StatementSigning(
      Path devicesFile,
      List<URI> mailboxes,
      @Nullable Agreement agreement,
      @Nullable Path earlier) {
    this.devicesFile = devicesFile;
    this.mailboxes = List.copyOf(mailboxes);
    this.agreement = agreement;
    this.earlier = earlier;
  }

  @Override
  public boolean isCurrent(String compact, Wanted wanted, Instant now) {
    try {
      UnverifiedStatement said = UnverifiedStatement.parse(compact);
      KeyStatement statement = said.statement();
      return Fingerprint.ofCertificate(said.chain().leaf())
              .equals(Fingerprint.ofCertificate(wanted.chain().leaf()))
          && Objects.equals(statement.next(), wanted.next())
          && now.isBefore(statement.expiresAt())
          && statement.mailbox().equals(mailboxes)
          && statement.devices().equals(DevicesFile.read(devicesFile).devices());
    } catch (MalformedException e) {
      return false;
    } catch (CommandFailure e) {
      return true; // nobody knows what it should say, and signing would fail
    }
  }

  @Override
  public SigningOutcome sign(
      Wanted wanted, PrivateKey key, Optional<String> previous, Instant now) {
    try {
      DeviceRegister register = DevicesFile.read(devicesFile);
      PreviousStatement before = previous(previous, register.callsign());
      StatementContent content = new StatementContent(register, wanted.next(), null, mailboxes);
      return new SigningOutcome.Signed(
          StatementMaker.make(content, wanted.chain(), key, before, agreement, now).compact());
    } catch (CommandFailure e) {
      return new SigningOutcome.NotSigned(e.message());
    }
  }

  /** The one with the higher number. */
  private @Nullable PreviousStatement previous(Optional<String> own, Callsign callsign)
      throws CommandFailure {
    PreviousStatement kept =
        own.isPresent()
            ? PreviousStatement.of(own.get(), callsign, "the statement of an earlier certificate")
            : null;
    if (earlier == null || !Files.exists(earlier)) {
      return kept;
    }
    PreviousStatement foreign = PreviousStatement.read(earlier, callsign);
    return kept == null || kept.nextSeq() < foreign.nextSeq() ? foreign : kept;
  }
}
