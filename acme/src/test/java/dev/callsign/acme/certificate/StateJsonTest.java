package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.Secrets;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.renewal.SuggestedWindow;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateJsonTest {
  static final String HASH = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
  private static final URI ORDER = URI.create("https://acme.callsign.test/order/7");

  private final Path path;

  StateJsonTest(@TempDir Path folder) {
    this.path = folder.resolve("state.json");
  }

  private static Attempt attempt() {
    return new Attempt(
        7,
        Reason.INCIDENT,
        day(1),
        day(2),
        AUTHORITY,
        true,
        HASH,
        new Tries(FailureClass.RATE_LIMIT, 2, 5, true),
        EnumSet.allOf(Remedy.class));
  }

  private static Attempt bare() {
    return new Attempt(
        1, Reason.FIRST, day(1), day(1), AUTHORITY, false, null, Tries.NONE, Set.of());
  }

  static Stream<RenewalState> everyState() {
    RenewalState.Underway ordered = new RenewalState.Ordered(attempt(), ORDER);
    return Stream.of(
        new RenewalState.Idle(),
        new RenewalState.KeyNeeded(bare()),
        new RenewalState.KeyReady(attempt()),
        new RenewalState.AccountNeeded(attempt()),
        new RenewalState.Opening(attempt()),
        ordered,
        new RenewalState.Authorized(attempt(), ORDER),
        new RenewalState.Finalized(attempt(), ORDER),
        new RenewalState.Downloaded(attempt(), 12),
        new RenewalState.Backoff(ordered, FailureClass.TRANSPORT, day(3), day(4)),
        new RenewalState.Paused(new RenewalState.KeyReady(attempt()), ORDER),
        new RenewalState.Paused(new RenewalState.KeyReady(attempt()), null));
  }

  private static AgentState state(RenewalState renewal) {
    SuggestedWindow window =
        new SuggestedWindow(
            Instant.parse("2026-02-01T00:00:00.123456789Z"), day(40), URI.create("https://x.test"));
    return new AgentState(
        renewal,
        7,
        new Plan(HASH, day(31), window, day(35), true, 3, day(5), true),
        new Errands(
            new Errand(HASH, 3, day(6), day(5)), Errand.NEVER, new Errand(HASH, 0, day(6), null)),
        Map.of(AUTHORITY, day(9)),
        HASH);
  }

  @ParameterizedTest
  @MethodSource("everyState")
  void readsWhatItWrote(RenewalState renewal) throws Exception {
    StateFile file = new StateFile(path, ALICE);

    file.write(state(renewal));

    assertThat(file.read()).isEqualTo(state(renewal));
    assertThat(Secrets.mode(path)).isEqualTo("rw-------");
  }

  @Test
  void coversEveryState() {
    List<String> kinds =
        Stream.of(RenewalState.class, RenewalState.Underway.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .filter(type -> !type.isInterface())
            .map(Class::getName)
            .toList();

    assertThat(everyState().map(state -> state.getClass().getName()).distinct())
        .containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void takesAMissingFileForAFreshState() throws Exception {
    assertThat(new StateFile(path, ALICE).read()).isEqualTo(AgentState.fresh());
  }

  @Test
  void saysWhatToDoAboutAnotherVersion() throws Exception {
    refuses(json().put("version", 2), "version 2", "move it away", "nothing is ordered");
  }

  /** What is done to a good file, and a part of what is said about it. */
  private record Lie(String about, String pointer, String member, Object value, String said) {
    @Override
    public String toString() {
      return about;
    }
  }

  static Stream<Lie> lies() {
    return Stream.of(
        new Lie("an unknown member", "", "future", 1, "'future' is not known"),
        new Lie("version as text", "", "version", "1", "'version'"),
        new Lie("version 0", "", "version", 0, "'version'"),
        new Lie("another callsign", "", "callsign", "bob.callsign.test", "bob.callsign.test"),
        new Lie("negative attempts", "", "attempts", -1, "'attempts'"),
        new Lie("fewer attempts than there were", "", "attempts", 6, "'number'"),
        new Lie("more attempts than there can be", "", "attempts", Long.MAX_VALUE, "'attempts'"),
        new Lie("no configuration hash", "", "configuration", "x", "'configuration'"),
        new Lie("limits that are no list", "", "limits", 1, "'limits'"),
        new Lie("no state that there is", "/renewal", "state", "asleep", "'state'"),
        new Lie("a state that has no order", "/renewal", "state", "opening", "'order'"),
        new Lie("a state that waits inside", "/renewal", "state", "backoff", "is not known"),
        new Lie("an order over http", "/renewal", "order", "http://a.test/1", "'order'"),
        new Lie("an order that is no URL", "/renewal", "order", "https://a b", "'order'"),
        new Lie("an order without host", "/renewal", "order", "https:///1", "'order'"),
        new Lie(
            "an order of 2000",
            "/renewal",
            "order",
            "https://a.test/" + "x".repeat(2000),
            "'order'"),
        new Lie("an unknown reason", "/renewal/attempt", "reason", "whim", "'reason'"),
        new Lie("a reason in capitals", "/renewal/attempt", "reason", "FIRST", "'reason'"),
        new Lie("a key that is no hash", "/renewal/attempt", "key", "abc", "'key'"),
        new Lie("a key in base64", "/renewal/attempt", "key", HASH.replace('-', '+'), "'key'"),
        new Lie("no authority", "/renewal/attempt", "authority", "ftp://x", "'authority'"),
        new Lie("attempt 0", "/renewal/attempt", "number", 0, "'number'"),
        new Lie("a fraction of a second", "/renewal/attempt", "since", 1.5, "'since'"),
        new Lie("a time after 9999", "/renewal/attempt", "since", 253402300800L, "'since'"),
        new Lie("a negative time", "/renewal/attempt", "started_at", -1, "'started_at'"),
        new Lie("more in a row than in all", "/renewal/attempt", "failures", 1, "'failures'"),
        new Lie("an unknown failure", "/renewal/attempt", "failure", "x", "'failure'"),
        new Lie("rehearsal as text", "/renewal/attempt", "rehearsal", "true", "'rehearsal'"),
        new Lie("a plan of nothing", "/plan", "leaf", "", "'leaf'"),
        new Lie("a pick as text", "/plan", "pick", "now", "'pick'"),
        new Lie("too many silences", "/plan", "unanswered", 7, "'unanswered'"),
        new Lie("a window that starts never", "/plan/window", "start", "soon", "'start'"),
        new Lie("a window that ends first", "/plan/window", "end", "2026-01-01T00:00:00Z", "ends"),
        new Lie("no page", "/plan/window", "explanation", "a b", "'explanation'"),
        new Lie("done for nothing", "/errands/deploy", "done_at", 1, "for nothing"),
        new Lie("a long subject", "/errands/sign", "subject", "x".repeat(101), "for nothing"),
        new Lie("negative tries", "/errands/sign", "tries", -1, "'tries'"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void refusesWhatItWouldNotHaveWritten(Lie lie) throws Exception {
    ObjectNode json = json();
    ObjectNode target = lie.pointer().isEmpty() ? json : (ObjectNode) json.at(lie.pointer());
    target.set(lie.member(), new ObjectMapper().valueToTree(lie.value()));

    refuses(json, lie.said());
  }

  static Stream<List<String>> members() {
    return Stream.of(
        List.of("", "version"),
        List.of("", "callsign"),
        List.of("", "attempts"),
        List.of("", "renewal"),
        List.of("", "errands"),
        List.of("", "limits"),
        List.of("", "configuration"),
        List.of("/renewal", "state"),
        List.of("/renewal", "attempt"),
        List.of("/renewal", "order"),
        List.of("/renewal/attempt", "key"),
        List.of("/renewal/attempt", "since"),
        List.of("/renewal/attempt", "authority"),
        List.of("/renewal/attempt", "remedies"),
        List.of("/plan", "backstop"),
        List.of("/plan", "window"),
        List.of("/plan", "next_poll"),
        List.of("/errands", "publish"));
  }

  @ParameterizedTest
  @MethodSource("members")
  void refusesAStateWithoutThisMember(List<String> place) throws Exception {
    ObjectNode json = json();
    ((ObjectNode) json.at(place.getFirst())).remove(place.getLast());

    refuses(json, "move it away");
  }

  static Stream<String> noObjects() {
    return Stream.of(
        "", "{", "null", "[]", "{}{}", "\u0000", "{\"version\":1,\"version\":1}", "[".repeat(5000));
  }

  @ParameterizedTest
  @MethodSource("noObjects")
  void refusesWhatIsNoObject(String text) throws Exception {
    refuses(text.getBytes(StandardCharsets.UTF_8), "move it away");
  }

  @Test
  void refusesEveryFileThatIsCutShort() throws Exception {
    byte[] whole = json().toString().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length += 7) {
      refuses(Arrays.copyOf(whole, length), "move it away");
    }
  }

  private static ObjectNode json() {
    return StateJson.encode(state(new RenewalState.Ordered(attempt(), ORDER)), ALICE);
  }

  private void refuses(ObjectNode json, String... parts) throws Exception {
    refuses(json.toString().getBytes(StandardCharsets.UTF_8), parts);
  }

  private void refuses(byte[] content, String... parts) throws Exception {
    Files.write(path, content);

    assertThatThrownBy(() -> new StateFile(path, ALICE).read())
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .message()
        .contains(parts)
        .contains(path.toString());
    assertThat(path).hasBinaryContent(content);
  }
}
