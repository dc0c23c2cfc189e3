package dev.callsign.acme.adopt;

import dev.callsign.acme.certificate.StatementSource;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Signs nothing, and remembers what it should have signed. */
final class WantedStatements implements StatementSource {
  final List<Wanted> wanted = new ArrayList<>();

  @Override
  public boolean isCurrent(String compact, Wanted asked, Instant now) {
    wanted.add(asked);
    return true;
  }

  @Override
  public SigningOutcome sign(Wanted asked, PrivateKey key, Optional<String> previous, Instant now) {
    wanted.add(asked);
    return new SigningOutcome.NotSigned("for a test");
  }
}
