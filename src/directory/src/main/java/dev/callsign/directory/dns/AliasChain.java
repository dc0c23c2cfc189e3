package dev.callsign.directory.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The way from a name through the aliases of one answer (RFC 1034 §3.6.2).
 *
 * @param end the name after the last alias in the answer
 * @param aliases how many there were
 * @param records those of the type asked for, at {@code end}
 * @param hasOthers whether the answer holds aliases or records of the type that are not on the way:
 *     signed for another name they prove nothing about this one
 */
record AliasChain(Name end, int aliases, List<Record> records, boolean hasOthers) {

  /**
   * Aliases followed from one name; recursive resolvers give up at about as many (RFC 1034 §5.2.2).
   */
  static final int MAX_ALIASES = 8;

  /** Follows the aliases from {@code name}, at most {@link #MAX_ALIASES} and one. */
  static AliasChain in(Message answer, Name name, int type) {
    List<Record> section = answer.getSection(Section.ANSWER);
    Name end = name;
    int aliases = 0;
    List<Record> records = at(section, end, type);
    Optional<Record> alias = at(section, end, Type.CNAME).stream().findFirst();
    while (records.isEmpty() && alias.isPresent() && aliases <= MAX_ALIASES) {
      end = ((CNAMERecord) alias.get()).getTarget();
      aliases++;
      records = at(section, end, type);
      alias = at(section, end, Type.CNAME).stream().findFirst();
    }
    long relevant =
        section.stream().filter(r -> r.getType() == type || r.getType() == Type.CNAME).count();
    return new AliasChain(end, aliases, records, relevant != records.size() + aliases);
  }

  private static List<Record> at(List<Record> section, Name name, int type) {
    List<Record> found = new ArrayList<>();
    for (Record record : section) {
      if (record.getType() == type
          && record.getDClass() == DClass.IN
          && record.getName().equals(name)) {
        found.add(record);
      }
    }
    return List.copyOf(found);
  }
}
