package dev.callsign.directory.dns;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;

/**
 * An address that passed the {@link AddressRules}. Only {@link CallsignResolver} makes one, and the
 * fetcher connects to nothing else: what was checked is what is dialled.
 */
public final class CheckedAddress {
  private final InetAddress address;

  CheckedAddress(InetAddress address) {
    this.address = address;
  }

  /** The address; it carries no host name, so that nothing resolves it again. */
  public InetAddress address() {
    return address;
  }

  /** The address in its canonical text form (RFC 5952). */
  @Override
  public String toString() {
    return InetAddresses.toAddrString(address);
  }
}
