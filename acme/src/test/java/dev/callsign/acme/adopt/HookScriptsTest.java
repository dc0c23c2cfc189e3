package dev.callsign.acme.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.file.DurableFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that other ACME clients run, in the environments that those give them. */
class HookScriptsTest {
  private static final Path SCRIPTS = Path.of("hooks").toAbsolutePath();
  private static final Map<String, String> CERTBOT =
      Map.of("RENEWED_LINEAGE", "/etc/lets encrypt/live/alice.example");
  private static final Map<String, String> LEGO_4 =
      Map.of(
          "LEGO_CERT_DOMAIN", "alice.example",
          "LEGO_CERT_PATH", "/lego dir/alice.example.crt",
          "LEGO_CERT_KEY_PATH", "/lego dir/alice.example.key");
  private static final Map<String, String> LEGO_5 =
      Map.of(
          "LEGO_HOOK_CERT_DOMAIN", "alice.example",
          "LEGO_HOOK_CERT_PATH", "/lego dir/alice.example.crt",
          "LEGO_HOOK_CERT_KEY_PATH", "/lego dir/alice.example.key");
  private static final Map<String, String> ACME_SH =
      Map.of(
          "Le_Domain", "alice.example",
          "CERT_FULLCHAIN_PATH", "/acme sh/full chain",
          "CERT_KEY_PATH", "/acme sh/key");
  private static final String[] CADDY = {
    "certificates/ca/alice.example/alice.example.crt",
    "certificates/ca/alice.example/alice.example.key"
  };

  private final Path folder;
  private final Path home;

  HookScriptsTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.home = Files.createDirectory(folder.resolve("agent home"));
  }

  @Test
  void nudgeTheAgentAndStartNothing() throws Exception {
    for (String script : List.of("certbot-deploy", "lego", "acme.sh", "caddy")) {
      assertThat(run(script, Map.of("CALLSIGN_ACME", "/bin/false"))).isZero();
      assertThat(Nudge.file(home)).exists();
      Files.delete(Nudge.file(home));
    }
  }

  @Test
  void failWhenThereIsNoAgent() throws Exception {
    Files.delete(home);
    assertThat(run("certbot-deploy", Map.of())).isNotZero();
  }

  @Test
  void importWhatCertbotMade() throws Exception {
    assertThat(imported("certbot-deploy", CERTBOT))
        .containsExactly(
            "import",
            "--source",
            "certbot",
            "--home",
            home.toString(),
            "--domain",
            "alice.example",
            "--cert",
            "/etc/lets encrypt/live/alice.example/fullchain.pem",
            "--key",
            "/etc/lets encrypt/live/alice.example/privkey.pem",
            "--acme",
            "https://ca.example/dir");
    assertThat(imported("certbot-deploy", Map.of("RENEWED_LINEAGE", "/le/live/other.example")))
        .isEmpty();
  }

  @Test
  void importWhatLegoMade() throws Exception {
    for (Map<String, String> version : List.of(LEGO_4, LEGO_5)) {
      assertThat(imported("lego", version))
          .containsSubsequence("--source", "lego", "--domain", "alice.example")
          .containsSubsequence(
              "--cert", "/lego dir/alice.example.crt", "--key", "/lego dir/alice.example.key");
    }
    Map<String, String> other = new TreeMap<>(LEGO_4);
    other.put("LEGO_CERT_DOMAIN", "other.example");
    assertThat(imported("lego", other)).isEmpty();
  }

  @Test
  void importWhatAcmeShMade() throws Exception {
    assertThat(imported("acme.sh", ACME_SH))
        .containsSubsequence("--source", "acme.sh", "--domain", "alice.example")
        .containsSubsequence("--cert", "/acme sh/full chain", "--key", "/acme sh/key");
  }

  @Test
  void importWhatCaddyMade() throws Exception {
    assertThat(imported("caddy", Map.of("CALLSIGN_STORAGE", "/caddy storage"), CADDY))
        .containsSubsequence("--source", "caddy", "--domain", "alice.example")
        .containsSubsequence("--cert", "/caddy storage/" + CADDY[0])
        .containsSubsequence("--key", "/caddy storage/" + CADDY[1]);
    assertThat(
            imported(
                "caddy", Map.of(), "certificates/ca/other/other.crt", "certificates/other.key"))
        .isEmpty();
  }

  @Test
  void sayWhatTheImportSays() throws Exception {
    Path program = program("exit 75");
    Map<String, String> environment = new TreeMap<>(LEGO_4);
    environment.putAll(Map.of("CALLSIGN_IMPORT", "1", "CALLSIGN_ACME", program.toString()));
    assertThat(run("lego", environment)).isEqualTo(75);
  }

  /** The arguments that the program got; none when it was not called. */
  private List<String> imported(String script, Map<String, String> client, String... arguments)
      throws Exception {
    Path said = folder.resolve("said");
    Files.deleteIfExists(said);
    Path program = program("printf '%s\\n' \"$@\" > '" + said + "'");
    Map<String, String> environment = new TreeMap<>(client);
    environment.put("CALLSIGN_IMPORT", "1");
    environment.put("CALLSIGN_DOMAIN", "alice.example");
    environment.put("CALLSIGN_ACME", program.toString());
    environment.put("CALLSIGN_SERVER", "https://ca.example/dir");
    assertThat(run(script, environment, arguments)).isZero();
    return Files.exists(said) ? Files.readAllLines(said) : List.of();
  }

  private Path program(String body) throws Exception {
    Path program = Files.writeString(folder.resolve("a program"), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(program, DurableFolder.PRIVATE);
  }

  private int run(String script, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CALLSIGN_HOME", home.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    byte[] output = process.getInputStream().readAllBytes();
    int status = process.waitFor();
    System.out.print(new String(output, StandardCharsets.UTF_8));
    return status;
  }
}
