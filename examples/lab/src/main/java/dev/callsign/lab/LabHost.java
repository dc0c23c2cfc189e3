package dev.callsign.lab;

import dev.callsign.name.Callsign;
import dev.callsign.report.Verdict;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The web server of one callsign, with its certificate, its statement and its entries in the DNS:
 * well-behaved until told otherwise.
 *
 * <p>Every statement announces the next domain key. Safe for concurrent use; connections that start
 * after a change see it.
 */
public final class LabHost {

  /** One authority, one account: what the step {@code caa} likes best (RFC 8657 §3). */
  private static final String CAA =
      "letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1";

  /** Requests that are remembered. */
  private static final int MAX_REQUESTS = 100;

  /** How far {@link HistoryFault#GAP} jumps. */
  private static final int GAP = 5;

  private final Lab lab;
  private final Callsign callsign;
  private final Name name;
  private final Name textName;
  private final LabOwner owner;
  private final Deque<HttpRequest> requests = new ArrayDeque<>();

  /** Whether the owner's certificate is at fault and has to be replaced to end it. */
  private boolean mustRenew;

  private volatile Hosting hosting;

  LabHost(Callsign callsign, Lab lab) {
    this.lab = lab;
    this.callsign = callsign;
    this.name = LabDns.name(callsign.aLabel());
    this.textName = LabDns.name("_callsign." + callsign.aLabel());
    this.owner = new LabOwner(callsign, lab.authority(), lab.clock(), lab.random());
    this.hosting = owner.current().hosting();
    resolveTo(lab.addresses());
  }

  /** The name. */
  public Callsign callsign() {
    return callsign;
  }

  /** The owner's current statement, whatever is hosted instead: compact JWS. */
  public synchronized String statement() {
    return owner.current().compact();
  }

  /** The payload of {@link #statement()}. */
  public synchronized KeyStatement payload() {
    return owner.current().statement();
  }

  /** The chain in {@link #statement()}: leaf and intermediate. */
  public synchronized CertificateChain chain() {
    return owner.current().certificate().chain();
  }

  /** The private key that signed {@link #statement()}. */
  public synchronized PrivateKey domainKey() {
    return owner.current().certificate().domainKey().getPrivate();
  }

  /** The owner's devices, in the order of their ids, with their identity keys. */
  public synchronized List<LabDevice> devices() {
    return owner.devices();
  }

  /** What is hosted now instead of, or as, {@link #statement()}. */
  public String hosted() {
    return hosting.compact();
  }

  /** What is presented in TLS handshakes now. */
  public CertificateChain presented() {
    return hosting.presented().chain();
  }

  /** The last requests, oldest first. */
  public List<HttpRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /**
   * Hosts the next statement: same devices, a new certificate for the key that was announced. Ends
   * a misbehaviour.
   */
  public synchronized void renew() {
    mustRenew = false;
    owner.renew();
    behave();
  }

  /** As {@link #renew()}, but with an unannounced domain key of this type. */
  public synchronized void renew(KeyType type) {
    owner.replaceNextKey(type);
    renew();
  }

  /** Adds a device with the next id, in the next statement. Ends a misbehaviour. */
  public synchronized LabDevice addDevice() {
    LabDevice added = owner.addDevice();
    behave();
    return added;
  }

  /**
   * Adds a device in the next statement, and its first device agrees (docs/protocol.md §5). Ends a
   * misbehaviour.
   */
  public synchronized LabDevice addDeviceByConsent() {
    LabDevice added = owner.addDeviceByConsent();
    behave();
    return added;
  }

  /** Leaves a device out of the next statement, and its first device agrees. */
  public synchronized void removeDeviceByConsent(int id) {
    owner.removeDeviceByConsent(id);
    behave();
  }

  /** Gives a device another identity key in the next statement, and its first device agrees. */
  public synchronized void rotateIdentity(int id) {
    owner.rotateIdentity(id);
    behave();
  }

  /**
   * Hosts the next statement with a device of this id in it, whatever became of an earlier one, and
   * its first device agrees. The owner does not stand by it.
   */
  public synchronized void hostDevice(int id) {
    host(owner.current().certificate(), owner.withDevice(id));
  }

  /** Pins the current statement by a TXT record at {@code _callsign}, until the next pin. */
  public synchronized void pin() {
    String hash = StatementSigner.sha256(owner.current().compact());
    lab.dns().put(textName, List.of(DnsRecords.txt(textName, "v=callsign1; h=" + hash)));
  }

  /** Hosts this text instead of the statement. Ends a misbehaviour. */
  public synchronized void publish(String compact) {
    behave();
    host(owner.current().certificate(), compact);
  }

  /** Presents this certificate in TLS instead of the owner's. Ends a misbehaviour. */
  public synchronized void present(DomainCertificate certificate) {
    behave();
    host(certificate, owner.current().compact());
  }

  /** Hosts a certificate and a statement that somebody else made. Ends a misbehaviour. */
  public synchronized void serve(DomainCertificate certificate, String compact) {
    behave();
    host(certificate, compact);
  }

  /**
   * Misbehaves in this way from now on, and in no other.
   *
   * <p>The owner does not stand by what a verifier must refuse: {@link #behave()} goes back to the
   * statement before it. What a verifier accepts with a warning becomes part of his history.
   *
   * @throws IllegalStateException for {@link HistoryFault#ROLLBACK} while there is one statement
   */
  public synchronized void misbehave(Misbehaviour fault) {
    behave();
    switch (fault) {
      case DnsFault dns -> lab.dns().misbehave(dns.isInText() ? textName : name, dns);
      case ConnectFault connect -> misbehave(connect);
      case HttpFault http -> hosting = hosting.with(http);
      case CertificateFault certificate ->
          misbehave(certificate, certificate.issue(lab.authority(), callsign.aLabel(), key()));
      case CtFault ct -> misbehave(ct, ct.issue(lab.authority(), callsign.aLabel(), key()));
      case RevocationFault revocation -> misbehave(revocation);
      case StatementFault statement -> {
        DomainCertificate certificate = owner.current().certificate();
        host(certificate, statement.forge(draft(owner.next(certificate), certificate)));
      }
      case HistoryFault history -> misbehave(history);
    }
  }

  /** Hosts the owner's statement again, after a renewal where his certificate was at fault. */
  public synchronized void behave() {
    lab.dns().behave(name);
    lab.dns().behave(textName);
    resolveTo(lab.addresses());
    if (mustRenew) {
      mustRenew = false;
      owner.renew();
    }
    hosting = owner.current().hosting();
  }

  /** What a connection that starts now is served. */
  TlsService service() {
    Hosting now = hosting;
    return new TlsService(
        now.presented(),
        now.fault() instanceof ConnectFault fault ? fault : null,
        (request, out) -> {
          remember(request);
          now.respond(request, out);
        });
  }

  LabDevice makeDevice(int id) {
    return owner.makeDevice(id);
  }

  private void remember(HttpRequest request) {
    synchronized (requests) {
      if (requests.size() == MAX_REQUESTS) {
        requests.removeFirst();
      }
      requests.addLast(request);
    }
  }

  private void misbehave(ConnectFault fault) {
    switch (fault) {
      case REFUSED -> resolveTo(List.of(Loopback.NOBODY));
      case TIMEOUT -> resolveTo(List.of(lab.unanswered()));
      case HANDSHAKE_FAILURE, HANDSHAKE_CLOSED, HANDSHAKE_SILENCE, OLD_TLS ->
          hosting = hosting.with(fault);
    }
  }

  private void misbehave(Misbehaviour fault, DomainCertificate wrong) {
    KeyStatement next = owner.next(wrong);
    String compact = draft(next, wrong).sign();
    if (fault.expected().verdict() == Verdict.WARN) {
      owner.accept(new LabOwner.Signed(wrong, next, compact));
      mustRenew = true;
    }
    host(wrong, compact);
  }

  private void misbehave(RevocationFault fault) {
    if (fault == RevocationFault.REVOKED) {
      lab.authority().revoke(owner.current().certificate().leaf());
    } else {
      owner.renew(lab.authority().leaf(callsign.aLabel()).crl(fault.list()));
      hosting = owner.current().hosting();
    }
    mustRenew = true;
  }

  private void misbehave(HistoryFault fault) {
    LabOwner.Signed current = owner.current();
    DomainCertificate certificate = current.certificate();
    long seq = current.statement().seq();
    switch (fault) {
      case ROLLBACK -> {
        LabOwner.Signed previous = owner.previous();
        if (previous == null) {
          throw new IllegalStateException("renew first: there is nothing to go back to");
        }
        hosting = previous.hosting();
      }
      case FORK -> hostSigned(certificate, seq, current.statement().prev());
      case WRONG_PREV -> hostSigned(certificate, seq + 1, owner.unknownHash());
      case NO_PREV -> hostSigned(certificate, seq + 1, null);
      case GAP -> {
        KeyStatement later = owner.draft(certificate, seq + GAP, owner.unknownHash());
        owner.accept(LabOwner.sign(certificate, later));
        hosting = owner.current().hosting();
      }
      case UNANNOUNCED_KEY -> renew(KeyType.P256);
      case SERVED_BY_ANOTHER_KEY ->
          host(lab.authority().issue(lab.authority().leaf(callsign.aLabel())), current.compact());
      case IDENTITIES_REPLACED -> {
        owner.replaceIdentities();
        hosting = owner.current().hosting();
      }
    }
  }

  private KeyPair key() {
    return owner.current().certificate().domainKey();
  }

  private void hostSigned(DomainCertificate certificate, long seq, @Nullable String prev) {
    hosting = LabOwner.sign(certificate, owner.draft(certificate, seq, prev)).hosting();
  }

  private void host(DomainCertificate certificate, String compact) {
    hosting = new Hosting(certificate, compact, null);
  }

  private StatementDraft draft(KeyStatement statement, DomainCertificate certificate) {
    return new StatementDraft(this, statement, certificate, lab.random());
  }

  private void resolveTo(List<InetAddress> addresses) {
    List<Record> records = new ArrayList<>();
    addresses.forEach(address -> records.add(DnsRecords.address(name, address)));
    records.add(DnsRecords.caa(name, CAA));
    lab.dns().put(name, records);
  }
}
