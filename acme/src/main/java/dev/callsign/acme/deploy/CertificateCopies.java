package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.file.SharedFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Copies of the live chain and key for a TLS server of another user.
 *
 * <p>The chain has mode 0644. The key has 0600, or with a group 0640; at no instant may anybody
 * else read it. Both are on the disk completely before the first of them takes its name, then the
 * other follows at once: two files cannot change in one step, so a server that reads between the
 * two sees a pair that does not match, once, and has to be told to reload anyway. A crash between
 * them is repaired by the next call. What is so already is not written.
 *
 * <p>Whether a server has read them is NOT known here.
 */
public final class CertificateCopies implements Deployment {
  private final SharedFile chain;
  private final SharedFile key;

  /**
   * Copies to these paths, whose folders must be there.
   *
   * @param fullChain PEM, leaf first
   * @param key PEM, PKCS#8
   * @param group who else may read the key; empty for nobody
   */
  public CertificateCopies(Path fullChain, Path key, Optional<String> group) {
    this.chain = new SharedFile(fullChain, SharedFile.PUBLIC, Optional.empty());
    this.key =
        new SharedFile(key, group.isPresent() ? SharedFile.GROUP : DurableFile.SECRET, group);
  }

  @Override
  public ErrandOutcome deploy(Generation live) {
    try {
      byte[] liveChain = InputFile.read(live.fullChain());
      byte[] liveKey = InputFile.read(live.key());
      boolean isKeySame = key.holds(liveKey);
      boolean isChainSame = chain.holds(liveChain);
      if (isKeySame && isChainSame) {
        return ErrandOutcome.DONE;
      }
      try (SharedFile.Staged newKey = key.stage(liveKey);
          SharedFile.Staged newChain = chain.stage(liveChain)) {
        if (!isKeySame) {
          newKey.commit();
        }
        if (!isChainSame) {
          newChain.commit();
        }
      }
      return ErrandOutcome.DONE;
    } catch (CommandFailure e) {
      return ErrandOutcome.failed(e.message());
    }
  }
}
