package dev.callsign.acme.adopt;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where an ACME client keeps the chain and the key of one name. */
public sealed interface Source {

  /** Who brought it, as {@code meta.json} keeps it. */
  String name();

  /**
   * The files to look at, each chain with its key; they may be missing.
   *
   * @throws CommandFailure a folder cannot be looked into
   */
  List<Pair> pairs() throws CommandFailure;

  /** The private key that the next certificate will have; empty where the client makes none. */
  default Optional<Path> nextKey() {
    return Optional.empty();
  }

  /**
   * A chain and its key.
   *
   * @param fullChain PEM, leaf first
   * @param key PEM
   */
  record Pair(Path fullChain, Path key) {}

  /**
   * certbot.
   *
   * @param lineage such as {@code /etc/letsencrypt/live/alice.example}
   */
  record Certbot(Path lineage) implements Source {
    @Override
    public String name() {
      return "certbot";
    }

    @Override
    public List<Pair> pairs() {
      return List.of(new Pair(lineage.resolve("fullchain.pem"), lineage.resolve("privkey.pem")));
    }
  }

  /**
   * lego, which must bundle the chain, as it does unless told otherwise.
   *
   * @param certificates its folder of that name
   * @param domain as lego's files are named
   */
  record Lego(Path certificates, String domain) implements Source {
    @Override
    public String name() {
      return "lego";
    }

    @Override
    public List<Pair> pairs() {
      return List.of(
          new Pair(certificates.resolve(domain + ".crt"), certificates.resolve(domain + ".key")));
    }
  }

  /**
   * Caddy and others that use certmagic, whichever authorities they use.
   *
   * @param storage the root of its storage
   * @param domain the name
   */
  record Caddy(Path storage, String domain) implements Source {
    @Override
    public String name() {
      return "caddy";
    }

    @Override
    public List<Pair> pairs() throws CommandFailure {
      List<Pair> pairs = new ArrayList<>();
      for (Path authority : DurableFolder.list(storage.resolve("certificates"))) {
        Path own = authority.resolve(domain);
        if (Files.isDirectory(own)) {
          pairs.add(new Pair(own.resolve(domain + ".crt"), own.resolve(domain + ".key")));
        }
      }
      return pairs;
    }
  }

  /**
   * acme.sh.
   *
   * @param folder such as {@code ~/.acme.sh/alice.example_ecc}
   * @param domain the name
   */
  record AcmeSh(Path folder, String domain) implements Source {
    @Override
    public String name() {
      return "acme.sh";
    }

    @Override
    public List<Pair> pairs() {
      return List.of(new Pair(folder.resolve("fullchain.cer"), folder.resolve(domain + ".key")));
    }

    /** There with {@code --always-force-new-domain-key}. */
    @Override
    public Optional<Path> nextKey() {
      return Optional.of(folder.resolve(domain + ".key.next"));
    }
  }

  /**
   * A mounted Kubernetes secret of type {@code kubernetes.io/tls}, as cert-manager keeps it. Both
   * files are read from the folder that {@code ..data} leads to at that moment, so that they are of
   * one version.
   *
   * @param mount where it is mounted, as a folder: with {@code subPath} it would never change
   */
  record KubernetesSecret(Path mount) implements Source {
    @Override
    public String name() {
      return "kubernetes";
    }

    @Override
    public List<Pair> pairs() {
      Path version = mount;
      try {
        version = mount.resolve("..data").toRealPath();
      } catch (IOException e) {
        // not mounted by a kubelet
      }
      return List.of(new Pair(version.resolve("tls.crt"), version.resolve("tls.key")));
    }
  }
}
