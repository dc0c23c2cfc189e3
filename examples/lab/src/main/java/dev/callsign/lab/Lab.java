package dev.callsign.lab;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * A small Internet in one process, on loopback, without privileges: a certificate authority, a DNS
 * server for {@code callsign.test}, and TLS hosts for any number of callsigns, each of which can be
 * told to misbehave.
 *
 * <p>Safe for concurrent use. {@link #close()} ends every thread and socket.
 */
public final class Lab implements AutoCloseable {

  private static final String DOMAIN = "callsign.test";

  /** Where revocation lists are, as certificates name it. */
  private static final String CRL_HOST = "crl." + DOMAIN;

  private final Clock clock;
  private final SecureRandom random;
  private final Optional<InetAddress> ipv6 = Loopback.ipv6();
  private final LabAuthority authority;
  private final LabDns dns;
  private final TlsHosts tls;
  private final Map<String, LabHost> hosts = new LinkedHashMap<>();
  private final List<AutoCloseable> running = new ArrayList<>();

  /** Brought up when first needed. */
  private @Nullable FullListener unanswered;

  private Lab(Clock clock, SecureRandom random, LabPorts ports) {
    this.clock = clock;
    this.random = random;
    try {
      ServerSocket crl = Loopback.listen(ports.crl());
      running.add(crl);
      URI location = URI.create("http://" + CRL_HOST + ":" + crl.getLocalPort() + "/");
      authority = new LabAuthority(clock, random, location);
      running.add(new RevocationListHost(crl, authority));
      dns = LabDns.start(ports.dns());
      running.add(dns);
      tls = new TlsHosts(ports.tls(), ipv6);
      running.add(tls);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    Name crlHost = LabDns.name(CRL_HOST);
    dns.put(crlHost, List.of(DnsRecords.address(crlHost, Loopback.IPV4)));
  }

  /**
   * Brings a lab up on free ports.
   *
   * @param clock what certificates and statements are dated by
   * @param random where keys come from: the same sequence gives the same keys
   */
  public static Lab start(Clock clock, SecureRandom random) {
    return start(clock, random, LabPorts.free());
  }

  /**
   * Brings a lab up on these ports.
   *
   * @throws UncheckedIOException when a port is taken
   */
  public static Lab start(Clock clock, SecureRandom random, LabPorts ports) {
    return new Lab(clock, random, ports);
  }

  /** The authority that issues for every host. */
  public LabAuthority authority() {
    return authority;
  }

  /** The server that knows every host's address. */
  public LabDns dns() {
    return dns;
  }

  /** The port at which every callsign is hosted. */
  public int tlsPort() {
    return tls.port();
  }

  /** Every host so far, in the order in which they came up. */
  public synchronized List<LabHost> hosts() {
    return List.copyOf(hosts.values());
  }

  /**
   * The host of a callsign; brings up a well-behaved one with one device when there is none yet.
   *
   * @param name a label such as {@code alice} for {@code alice.callsign.test}, or a whole name
   * @throws IllegalArgumentException when that is not a callsign
   */
  public synchronized LabHost host(String name) {
    Callsign callsign = callsign(name.contains(".") ? name : name + "." + DOMAIN);
    LabHost known = hosts.get(callsign.aLabel());
    if (known != null) {
      return known;
    }
    LabHost host = new LabHost(callsign, this);
    hosts.put(callsign.aLabel(), host);
    tls.add(host);
    return host;
  }

  /** Where a host's statement is. */
  public URI statementUri(LabHost host) {
    return URI.create("https://" + host.callsign() + ":" + tls.port() + Hosting.STATEMENT);
  }

  /** Writes the root as PEM; gives back {@code file}. */
  public Path writeAnchor(Path file) {
    try {
      return Files.writeString(file, CertificateChain.of(List.of(authority.anchor())).toPem());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the anchor to " + file, e);
    }
  }

  /** Writes the list of logs in the shape of the shipped one; gives back {@code file}. */
  public Path writeLogList(Path file) {
    try {
      return Files.writeString(file, authority.logs().toJson());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the list of logs to " + file, e);
    }
  }

  /**
   * The configuration of a directory that lives in this lab. Writes the list of logs beside the
   * anchor, as {@code <anchor>.ct-logs.json}.
   *
   * @param anchor where {@link #writeAnchor} put the root
   */
  public Map<String, String> directoryProperties(Path anchor) {
    Path beside = anchor.toAbsolutePath();
    Path logList = writeLogList(beside.resolveSibling(beside.getFileName() + ".ct-logs.json"));
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("callsign.dns.resolvers", "127.0.0.1:" + dns.address().getPort());
    properties.put("callsign.dns.dnssec", "false");
    properties.put("callsign.fetch.port", Integer.toString(tls.port()));
    properties.put("callsign.fetch.allow-reserved", "127.0.0.0/8,::1/128");
    properties.put("callsign.trust.anchors", anchor.toAbsolutePath().toString());
    properties.put("callsign.trust.issuer-organizations", LabAuthority.ORGANIZATION);
    properties.put("callsign.trust.allow-test-names", "true");
    properties.put("callsign.ct.log-list", logList.toString());
    properties.put("callsign.renewal.acme-directory", ""); // the lab has no ACME server
    return properties;
  }

  /** Ends every thread, socket and connection of the lab; returns when they have ended. */
  @Override
  public synchronized void close() {
    running.reversed().forEach(Loopback::close);
  }

  Clock clock() {
    return clock;
  }

  SecureRandom random() {
    return random;
  }

  /** Where hosts are. */
  List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>(List.of(Loopback.IPV4));
    ipv6.ifPresent(addresses::add);
    return addresses;
  }

  /** An address at which connections to the TLS port time out. */
  synchronized InetAddress unanswered() {
    if (unanswered == null) {
      unanswered = new FullListener(new InetSocketAddress(Loopback.UNANSWERED, tls.port()));
      running.add(unanswered);
    }
    return Loopback.UNANSWERED;
  }

  static Callsign callsign(String name) {
    try {
      return Callsign.parse(name, NamePolicy.WITH_TEST_NAMES);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(name + " is not a callsign: " + e.detail(), e);
    }
  }
}
