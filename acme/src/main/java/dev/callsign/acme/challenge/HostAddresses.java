package dev.callsign.acme.challenge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where the addresses of a name come from. */
@FunctionalInterface
public interface HostAddresses {

  /** This machine's own resolver, which may see other addresses than the authority does. */
  HostAddresses SYSTEM = name -> List.of(InetAddress.getAllByName(name));

  /**
   * At least one address.
   *
   * @throws UnknownHostException there is none
   */
  List<InetAddress> of(String name) throws UnknownHostException;
}
