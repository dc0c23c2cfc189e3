package dev.callsign.directory.dns;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A block of addresses that are not for hosts of the public Internet.
 *
 * @param name what IANA calls it
 */
record SpecialBlock(AddressBlock block, String name) {

  /** The registries of IANA in their own form; a newer copy is the whole update. */
  private static final List<String> REGISTRIES =
      List.of("iana-ipv4-special-registry-1.csv", "iana-ipv6-special-registry-1.csv");

  /** A footnote after an address block, such as {@code [2]}. */
  private static final Pattern FOOTNOTE = Pattern.compile("\\s*\\[\\d+]$");

  /**
   * Every block of the IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), whatever their
   * column "Globally Reachable" says, and multicast (RFC 5771, RFC 4291 §2.7), which is in neither.
   */
  static List<SpecialBlock> all() {
    List<SpecialBlock> blocks = new ArrayList<>();
    for (String registry : REGISTRIES) {
      blocks.addAll(read(registry));
    }
    blocks.add(new SpecialBlock(AddressBlock.parse("224.0.0.0/4"), "Multicast"));
    blocks.add(new SpecialBlock(AddressBlock.parse("ff00::/8"), "Multicast"));
    return List.copyOf(blocks);
  }

  private static List<SpecialBlock> read(String registry) {
    List<SpecialBlock> blocks = new ArrayList<>();
    try (InputStream in = SpecialBlock.class.getResourceAsStream(registry);
        MappingIterator<Map<String, String>> rows =
            new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(in)) {
      while (rows.hasNext()) {
        Map<String, String> row = rows.next();
        String cell = FOOTNOTE.matcher(row.getOrDefault("Address Block", "")).replaceFirst("");
        for (String block : Splitter.on(',').trimResults().split(cell)) {
          blocks.add(new SpecialBlock(AddressBlock.parse(block), row.getOrDefault("Name", "")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + registry, e);
    }
    return blocks;
  }

  @Override
  public String toString() {
    return block + " (" + name + ")";
  }
}
