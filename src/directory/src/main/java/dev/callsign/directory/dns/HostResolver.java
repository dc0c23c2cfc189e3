package dev.callsign.directory.dns;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Resolves hosts that are not callsigns, and checks every address as it does those of callsigns: if
 * any is special, the whole name is refused.
 *
 * <p>For hosts whose content proves itself, as signed lists do: neither DNSSEC nor a second
 * resolver is asked. Blocks the calling thread; safe for concurrent use.
 */
public final class HostResolver {

  /** Aliases followed from one name, as for callsigns. */
  private static final int MAX_ALIASES = 8;

  /** Addresses of one name that are looked at; a name with more is refused, not sampled. */
  private static final int MAX_ADDRESSES = 32;

  private final LookupSession session;
  private final AddressRules rules;

  /** Resolves through {@code resolver}. */
  public HostResolver(Resolver resolver, AddressRules rules) {
    this.session = LookupSession.builder().resolver(resolver).maxRedirects(MAX_ALIASES).build();
    this.rules = rules;
  }

  /**
   * Resolves AAAA and A; never throws for what the DNS answers.
   *
   * @param host a host name with labels of letters, digits and hyphens
   * @param longest how long to wait for all answers together
   */
  public HostResolution resolve(String host, Duration longest) {
    try {
      Name name = Name.fromString(host, Name.root);
      CompletableFuture<List<Record>> aaaa = lookUp(name, Type.AAAA);
      CompletableFuture<List<Record>> a = lookUp(name, Type.A);
      List<Record> records = new ArrayList<>();
      aaaa.thenCombine(
              a,
              (six, four) -> {
                records.addAll(six);
                return records.addAll(four);
              })
          .get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return check(records.stream().map(HostResolver::address).toList());
    } catch (TextParseException e) {
      return new HostResolution.Unresolved("it is not a host name");
    } catch (TimeoutException e) {
      return new HostResolution.Unresolved("no resolver answered in time");
    } catch (ExecutionException e) {
      return new HostResolution.Unresolved(
          e.getCause() instanceof NoSuchDomainException
              ? "its host does not exist"
              : "the resolvers gave no usable answer about its host");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new HostResolution.Unresolved("the directory stops");
    }
  }

  private CompletableFuture<List<Record>> lookUp(Name name, int type) {
    return session
        .lookupAsync(name, type)
        .handle(
            (result, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(records(result))
                    : withoutRecords(failure))
        .thenCompose(answer -> answer)
        .toCompletableFuture();
  }

  private static List<Record> records(LookupResult result) {
    return result.getRecords();
  }

  /** A host may well have addresses of one family only. */
  private static CompletableFuture<List<Record>> withoutRecords(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof NoSuchRRSetException
        ? CompletableFuture.completedFuture(List.of())
        : CompletableFuture.failedFuture(cause);
  }

  private HostResolution check(List<InetAddress> addresses) {
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      return new HostResolution.Unresolved("its host has " + addresses.size() + " addresses");
    }
    Optional<String> objection =
        addresses.stream().flatMap(address -> rules.objection(address).stream()).findFirst();
    return objection
        .<HostResolution>map(why -> new HostResolution.Unresolved("its host is refused: " + why))
        .orElseGet(
            () ->
                new HostResolution.Resolved(addresses.stream().map(CheckedAddress::new).toList()));
  }

  private static InetAddress address(Record record) {
    InetAddress address =
        switch (record) {
          case ARecord a -> a.getAddress();
          case AAAARecord aaaa -> aaaa.getAddress();
          default -> throw new IllegalStateException("a lookup gives records of its type only");
        };
    try {
      return InetAddress.getByAddress(address.getAddress()); // without the name
    } catch (UnknownHostException e) {
      throw new IllegalStateException(InetAddresses.toAddrString(address), e);
    }
  }
}
