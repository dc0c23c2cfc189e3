package dev.callsign.x509;

import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets unknown critical extensions of the leaf pass path validation, because {@link LeafProfile}
 * refuses them under its own slug; those of authorities still end the path.
 */
final class LeafExtensionsAreJudgedLater extends PKIXCertPathChecker {
  private final int length;
  private int remaining;

  /** The validator walks from the anchor's side: the leaf is the last of {@code length}. */
  LeafExtensionsAreJudgedLater(int length) {
    this.length = length;
    this.remaining = length;
  }

  @Override
  public void init(boolean forward) {
    remaining = length;
  }

  @Override
  public boolean isForwardCheckingSupported() {
    return false;
  }

  @Override
  public @Nullable Set<String> getSupportedExtensions() {
    return null;
  }

  @Override
  public void check(Certificate certificate, Collection<String> unresolvedCriticalExtensions) {
    remaining--;
    if (remaining == 0) {
      unresolvedCriticalExtensions.clear();
    }
  }
}
