package dev.callsign.acme.statement;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the statement that follows another, and verifies it before anybody sees it. */
public final class StatementMaker {

  private StatementMaker() {}

  /**
   * A statement that was made.
   *
   * @param compact the compact JWS
   * @param remarks what its owner should know; perhaps empty
   */
  public record Made(KeyStatement statement, String compact, List<String> remarks) {

    /** Copies the list. */
    public Made {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Makes the next statement. It is kept nowhere by this.
   *
   * @param key the private key of the leaf
   * @param previous what it follows; null for the first
   * @param agreement signs {@code continuity} when the devices changed and {@code previous} lists
   *     it; null for none
   * @param now becomes {@code iat}, without its fraction
   * @throws CommandFailure {@code BAD_INPUT}: the leaf is not for the callsign or not valid now,
   *     the key does not sign for it, a device does not prove that it has its key, or nobody would
   *     accept the statement; {@code BAD_CONFIGURATION}: the end is not after now
   */
  public static Made make(
      StatementContent content,
      CertificateChain chain,
      PrivateKey key,
      @Nullable PreviousStatement previous,
      @Nullable Agreement agreement,
      Instant now)
      throws CommandFailure {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    DeviceRegister register = content.register();
    requireDevices(register);
    FullChain.check(chain, register.callsign(), second);
    KeyStatement statement =
        new KeyStatement(
            register.callsign(),
            previous == null ? 1 : previous.nextSeq(),
            previous == null ? null : previous.sha256(),
            second,
            expiry(content, chain, second),
            register.devices(),
            content.next(),
            content.mailboxes());
    List<String> remarks = new ArrayList<>();
    Agreement counted = null;
    if (previous != null && Agreement.isNeeded(previous.parsed().statement(), statement)) {
      if (agreement != null && agreement.countsAfter(previous.parsed().statement())) {
        counted = agreement;
      } else {
        remarks.add(
            "the devices changed and none of those before agrees: directories that have the"
                + " statement before hold this one for 72 hours");
      }
    }
    String compact = sign(statement, counted, chain, key);
    remarks.addAll(
        SelfCheck.run(
            compact,
            register.callsign(),
            chain,
            previous == null ? null : previous.recorded(),
            second));
    return new Made(statement, compact, remarks);
  }

  private static void requireDevices(DeviceRegister register) throws CommandFailure {
    if (register.devices().isEmpty()) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, register.callsign() + " has no device: callsign-acme device add");
    }
    for (Device device : register.devices()) {
      if (!device.provesPossession(register.callsign())) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT,
            "the proof of device "
                + device.id()
                + " is not by its key for "
                + register.callsign()
                + ": remove the device and add it again");
      }
    }
  }

  private static Instant expiry(StatementContent content, CertificateChain chain, Instant now)
      throws CommandFailure {
    Instant notAfter = chain.leaf().getNotAfter().toInstant();
    Instant wanted = content.expiresAt();
    if (wanted == null || wanted.isAfter(notAfter)) {
      return notAfter;
    }
    Instant whole = wanted.truncatedTo(ChronoUnit.SECONDS);
    if (!whole.isAfter(now)) {
      throw new CommandFailure(ExitCode.BAD_CONFIGURATION, "--expires-at is not after now, " + now);
    }
    return whole;
  }

  private static String sign(
      KeyStatement statement, @Nullable Agreement agreement, CertificateChain chain, PrivateKey key)
      throws CommandFailure {
    try {
      return agreement == null
          ? StatementSigner.sign(statement, chain, key)
          : StatementSigner.sign(statement, agreement.device(), agreement.identity(), chain, key);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "cannot sign: " + e.getMessage());
    }
  }
}
