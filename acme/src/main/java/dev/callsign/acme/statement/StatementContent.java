package dev.callsign.acme.statement;

import dev.callsign.acme.device.DeviceRegister;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner wants a statement to say; the rest follows from certificate and time.
 *
 * @param register the callsign and its devices, with proofs that were checked
 * @param next SHA-256 of the SPKI of the next domain key, base64url; null to announce none
 * @param expiresAt the end; null, or one after the certificate's, for the certificate's
 * @param mailboxes as the statement lists them
 */
public record StatementContent(
    DeviceRegister register,
    @Nullable String next,
    @Nullable Instant expiresAt,
    List<URI> mailboxes) {

  /** Copies the list. */
  public StatementContent {
    mailboxes = List.copyOf(mailboxes);
  }
}
