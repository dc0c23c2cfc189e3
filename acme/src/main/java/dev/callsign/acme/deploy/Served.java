package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.Generation;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What programs are told of the live generation.
 *
 * @param fullChain the file with the chain
 * @param key the file with the private key
 * @param statement the file with the statement, which may not be there yet
 * @param spkiOld SHA-256 of the SPKI that was live before, base64url; null for none
 * @param spkiNew of the one that is live
 */
record Served(Path fullChain, Path key, Path statement, @Nullable String spkiOld, String spkiNew) {

  /** The live generation, after what was served until now. */
  static Served of(Generation live, Optional<Served> before) {
    String spki = Fingerprint.ofKey(live.chain().leaf().getPublicKey());
    String old =
        before
            .map(served -> served.spkiNew().equals(spki) ? served.spkiOld() : served.spkiNew())
            .orElse(null);
    return new Served(live.fullChain(), live.key(), live.statement(), old, spki);
  }
}
