package dev.callsign.directory.lookup;

import dev.callsign.directory.prekeys.Given;
import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.statement.Device;
import java.time.Instant;

/** A device that can be claimed on, and what its answers are written from. */
public final class ClaimableBundle {
  private final BundleSource source;
  private final Device device;
  private final PublishedPrekeys published;

  ClaimableBundle(BundleSource source, Device device, PublishedPrekeys published) {
    this.source = source;
    this.device = device;
    this.published = published;
  }

  /** The device, as the statement in force lists it. */
  public Device device() {
    return device;
  }

  /** Whether there is a last-resort prekey to fall back on. */
  public boolean hasLastResort() {
    return published.lastResort() != null;
  }

  /** Writes the answer to a claim. */
  public byte[] write(Given given, Instant at) {
    return BundleWriter.write(source, device, published, given, at).body();
  }
}
