package dev.callsign.directory.app;

import dev.callsign.report.Mode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything an operator sets, under {@code callsign.}; README.md has the table. */
@ConfigMapping(prefix = "callsign")
public interface CallsignConfig {

  /** The public base URL of this directory, without a slash at its end. */
  @WithDefault("http://localhost:8080")
  URI baseUrl();

  /**
   * The file of the key that the directory signs its events with: PKCS#8 in PEM, made when it is
   * missing.
   */
  @WithDefault("data/directory-key.pem")
  Path signingKey();

  /** Where the names are resolved. */
  Dns dns();

  /** How hosts are reached. */
  Fetch fetch();

  /** Whom chains must come from. */
  Trust trust();

  /** Certificate transparency. */
  Ct ct();

  /** Certificate revocation. */
  Revocation revocation();

  /** How much may be claimed. */
  Claims claims();

  /** How callsigns are followed. */
  Renewal renewal();

  /** {@code callsign.dns}. */
  interface Dns {
    /**
     * Recursive resolvers, {@code host} or {@code host:port}, each asked by itself and compared;
     * those of the system when absent, of which the first that answers counts.
     */
    Optional<List<String>> resolvers();

    /** Whether answers are validated with DNSSEC. */
    @WithDefault("true")
    boolean dnssec();

    /**
     * A file of DS or DNSKEY records, in zone file format, that replaces the shipped anchors of the
     * root.
     */
    Optional<Path> trustAnchors();

    /** How long one question waits for one resolver; at most 5 s. */
    @WithDefault("5s")
    Duration timeout();
  }

  /** {@code callsign.fetch}. */
  interface Fetch {
    /** The TCP port of the hosts. */
    @WithDefault("443")
    int port();

    /**
     * Special-purpose addresses that may be connected to: {@code false}, {@code true} for all, or
     * blocks such as {@code 127.0.0.0/8}.
     */
    @WithDefault("false")
    List<String> allowReserved();

    /** The longest duration of connecting, of the handshake and of the answer; at most 10 s. */
    @WithDefault("10s")
    Duration timeout();
  }

  /** {@code callsign.trust}. */
  interface Trust {
    /** PEM files with anchors that are added to the shipped ones. */
    Optional<List<Path>> anchors();

    /** Organizations whose authorities may issue leaves; set but empty: any below the anchors. */
    Optional<List<String>> issuerOrganizations();

    /** Issuer domain names that CAA records must allow, once that step is reported. */
    @WithDefault("letsencrypt.org")
    Set<String> caaIdentities();

    /** Whether names under .test are callsigns. */
    @WithDefault("false")
    boolean allowTestNames();
  }

  /** {@code callsign.ct}. */
  interface Ct {
    /** How strictly SCTs are required. */
    @WithDefault("enforce")
    Mode mode();

    /**
     * A JSON file of CT logs that replaces the shipped list, in its shape; read again when it
     * changes.
     */
    Optional<Path> logList();
  }

  /** {@code callsign.revocation}. */
  interface Revocation {
    /** How strictly CRLs are required. */
    @WithDefault("enforce")
    Mode mode();

    /** How old a list may be before a newer one is asked for; 0 to 1 h. */
    @WithDefault("1h")
    Duration refresh();
  }

  /** {@code callsign.renewal}. */
  interface Renewal {
    /** Whether this process checks callsigns by itself. */
    @WithDefault("true")
    boolean enabled();

    /** How often it looks whether something is due when nothing was. */
    @WithDefault("1s")
    Duration tick();

    /** Callsigns of one registrable domain that it checks at once; at most 32. */
    @WithDefault("2")
    int perDomain();

    /** How long identity keys that replace others without agreement are held. */
    @WithDefault("72h")
    Duration hold();

    /**
     * How often a callsign is verified again: half as long for short-lived certificates, a
     * twenty-fourth near an end.
     */
    @WithDefault("24h")
    Duration recheck();

    /** The longest time between two questions to that server about one certificate. */
    @WithDefault("24h")
    Duration poll();

    /** The directory of the ACME server that is asked; set but empty: nobody is. */
    Optional<URI> acmeDirectory();
  }

  /** {@code callsign.claims}. */
  interface Claims {
    /** Claims that one registrable domain may make on one device at once. */
    @WithDefault("6")
    int burst();

    /** How long until it may make one more. */
    @WithDefault("10m")
    Duration refill();

    /** Claims of one device that get one-time prekeys, in any hour. */
    @WithDefault("60")
    int hourly();
  }
}
