package dev.callsign.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units: read strictly here, and by systemd itself where it is installed. */
class SystemdUnitsTest {
  private static final Path UNITS = Path.of("systemd");
  private static final List<String> SERVICES =
      List.of("callsign-acme.service", "callsign-acme-once.service");
  private static final String TIMER = "callsign-acme-once.timer";
  private static final Pattern SECTION = Pattern.compile("\\[(Unit|Service|Timer|Install)]");
  private static final Pattern SETTING = Pattern.compile("([A-Z][A-Za-z]+)=(\\S.*)?");

  /** Settings that may stand more than once. */
  private static final Set<String> LISTS = Set.of("Service.SystemCallFilter");

  @Test
  void areWalledIn() throws Exception {
    for (String service : SERVICES) {
      assertThat(settings(service))
          .containsEntry("Service.User", List.of("callsign-acme"))
          .containsEntry("Service.StateDirectory", List.of("callsign-acme"))
          .containsEntry("Service.StateDirectoryMode", List.of("0700"))
          .containsEntry("Service.UMask", List.of("0077"))
          .containsEntry("Service.ProtectSystem", List.of("strict"))
          .containsEntry("Service.NoNewPrivileges", List.of("yes"))
          .containsEntry("Service.CapabilityBoundingSet", List.of(""))
          .containsEntry("Service.AmbientCapabilities", List.of(""))
          .containsEntry(
              "Service.LoadCredentialEncrypted",
              List.of("callsign-passphrase:/etc/credstore.encrypted/callsign-passphrase"));
    }
  }

  @Test
  void knowHowTheAgentEnds() throws Exception {
    assertThat(settings(SERVICES.getFirst()))
        .containsEntry("Service.SuccessExitStatus", List.of("143"))
        .containsEntry("Service.RestartPreventExitStatus", List.of("65 78"));
    assertThat(settings(SERVICES.getLast()))
        .containsEntry("Service.SuccessExitStatus", List.of("75 143"))
        .containsEntry("Service.Type", List.of("oneshot"));
  }

  @Test
  void differOnlyInHowTheyRun() throws Exception {
    Set<String> own = Set.of("Type", "ExecStart", "SuccessExitStatus", "RestartPreventExitStatus");
    List<Map<String, List<String>>> walls = new ArrayList<>();
    for (String service : SERVICES) {
      Map<String, List<String>> all = settings(service);
      all.keySet()
          .removeIf(
              name ->
                  !name.startsWith("Service.")
                      || own.contains(name.substring("Service.".length()))
                      || name.startsWith("Service.Restart")
                      || name.startsWith("Service.Timeout"));
      walls.add(all);
    }
    assertThat(walls.getFirst()).isEqualTo(walls.getLast());
  }

  @Test
  void comeBackFromTimeToTime() throws Exception {
    assertThat(settings(TIMER)).containsEntry("Timer.OnUnitInactiveSec", List.of("10min"));
  }

  @Test
  void areAcceptedBySystemdWhereItIs(@TempDir Path folder) throws Exception {
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "--man=no", "verify"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (String unit : List.of(SERVICES.getFirst(), SERVICES.getLast(), TIMER)) {
      String text = Files.readString(UNITS.resolve(unit)).replace("/usr/bin/java", java);
      command.add(Files.writeString(folder.resolve(unit), text).toString());
    }
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return; // there is no systemd; the other tests have read the units
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).doesNotContain("callsign");
  }

  /** By section and name; an empty value is an empty string. */
  private static Map<String, List<String>> settings(String unit) throws IOException {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    String section = "";
    for (String line : Files.readAllLines(UNITS.resolve(unit))) {
      Matcher start = SECTION.matcher(line);
      Matcher setting = SETTING.matcher(line);
      if (start.matches()) {
        section = start.group(1);
      } else if (setting.matches()) {
        String name = section + "." + setting.group(1);
        String value = setting.group(2) == null ? "" : setting.group(2);
        List<String> values = settings.computeIfAbsent(name, _ -> new ArrayList<>());
        values.add(value);
        assertThat(values.size() == 1 || LISTS.contains(name))
            .as(name + " is there twice")
            .isTrue();
      } else {
        assertThat(line).as("a line of " + unit).matches("|#.*");
      }
    }
    return settings;
  }
}
