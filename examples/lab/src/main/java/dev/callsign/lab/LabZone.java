package dev.callsign.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What the lab's DNS knows, and the faults it has been told to have. Safe for concurrent use. */
final class LabZone {

  /** Aliases followed for one answer. */
  private static final int MAX_ALIASES = 8;

  private final Name origin;
  private final Map<Name, List<Record>> records = new ConcurrentSkipListMap<>();
  private final Map<Name, DnsFault> faults = new ConcurrentHashMap<>();

  /** Names under {@link DnsFault#REBINDING} whose good address was already given. */
  private final Set<Name> rebound = ConcurrentHashMap.newKeySet();

  LabZone(Name origin) {
    this.origin = origin;
    put(DnsFault.PRIVATE, List.of(DnsRecords.a(DnsFault.PRIVATE, DnsFault.RFC_1918)));
    put(DnsFault.ALIAS, List.of(DnsRecords.cname(DnsFault.ALIAS, DnsFault.INNER_ALIAS)));
    put(DnsFault.INNER_ALIAS, List.of(DnsRecords.cname(DnsFault.INNER_ALIAS, DnsFault.PRIVATE)));
    put(DnsFault.GOOD, List.of(DnsRecords.address(DnsFault.GOOD, Loopback.IPV4)));
  }

  void put(Name name, List<Record> all) {
    records.put(name, List.copyOf(all));
  }

  void misbehave(Name name, DnsFault fault) {
    behave(name);
    faults.put(name, fault);
  }

  void behave(Name name) {
    faults.remove(name);
    rebound.remove(name);
  }

  /** Completes {@code response}; empty to stay silent. */
  Optional<Message> answer(Record question, boolean tcp, Message response) {
    Name name = question.getName();
    DnsFault fault = faultAbove(name);
    switch (fault) {
      case SILENCE -> {
        return Optional.empty();
      }
      case SERVFAIL -> response.getHeader().setRcode(Rcode.SERVFAIL);
      case NXDOMAIN -> deny(response, Rcode.NXDOMAIN);
      case TRUNCATION -> {
        if (tcp) {
          answer(name, question.getType(), response);
        } else {
          response.getHeader().setFlag(Flags.TC);
        }
      }
      case null, default -> answer(name, question.getType(), response);
    }
    return Optional.of(response);
  }

  private void answer(Name name, int type, Message response) {
    Name owner = name;
    List<Record> found = recordsOf(owner, type);
    for (int alias = 0; alias < MAX_ALIASES; alias++) {
      Optional<CNAMERecord> cname = alias(found);
      if (cname.isEmpty() || type == Type.CNAME) {
        break;
      }
      response.addRecord(cname.get(), Section.ANSWER);
      owner = cname.get().getTarget();
      found = recordsOf(owner, type);
    }
    List<Record> answers = found.stream().filter(r -> r.getType() == type).toList();
    answers.forEach(record -> response.addRecord(record, Section.ANSWER));
    if (answers.isEmpty()) {
      deny(response, exists(owner) ? Rcode.NOERROR : Rcode.NXDOMAIN);
    }
  }

  private static Optional<CNAMERecord> alias(List<Record> found) {
    return found.stream()
        .filter(CNAMERecord.class::isInstance)
        .map(CNAMERecord.class::cast)
        .findFirst();
  }

  /** A name exists when it or a name below it has records (RFC 8020 §2). */
  private boolean exists(Name name) {
    return records.keySet().stream().anyMatch(known -> known.subdomain(name));
  }

  private void deny(Message response, int rcode) {
    response.getHeader().setRcode(rcode);
    response.addRecord(
        new SOARecord(
            origin,
            DClass.IN,
            DnsRecords.TTL_SECONDS,
            origin,
            origin,
            1,
            3600,
            600,
            86_400,
            DnsRecords.TTL_SECONDS),
        Section.AUTHORITY);
  }

  /** The fault of the name, or of a name above it. */
  private @Nullable DnsFault faultAbove(Name name) {
    for (int skipped = 0; skipped < name.labels(); skipped++) {
      DnsFault fault = faults.get(new Name(name, skipped));
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private List<Record> recordsOf(Name name, int type) {
    List<Record> good = records.getOrDefault(name, List.of());
    DnsFault fault = faults.get(name);
    if (fault == null || (fault == DnsFault.REBINDING && type == Type.A && rebound.add(name))) {
      return good;
    }
    return fault.records(name, good);
  }
}
