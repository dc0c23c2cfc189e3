package dev.callsign.acme.challenge;

import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;

/** One name server of a zone, with its addresses. */
record NameServer(Name name, List<InetAddress> addresses) {}
