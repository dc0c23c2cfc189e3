package dev.callsign.directory.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input under {@code src/test/resources/fuzz}, given to its target: those in a folder {@code
 * accepted} must be, all others must not.
 */
class CorpusTest {

  private static final Path CORPUS =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/fuzz");

  static Stream<Path> inputs() {
    return files(CORPUS).map(CORPUS::relativize);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void keepsItsVerdict(Path input) throws IOException {
    FuzzTarget target = Objects.requireNonNull(FuzzTarget.all().get(input.getName(0).toString()));

    assertThat(target.accepts(Files.readAllBytes(CORPUS.resolve(input))))
        .isEqualTo(input.getName(1).toString().equals("accepted"));
  }

  @Test
  void everyTargetHasInputsOfBothKinds() {
    List<String> folders =
        inputs()
            .map(input -> input.getName(0) + "/" + input.getName(1))
            .distinct()
            .sorted()
            .toList();

    assertThat(folders)
        .isEqualTo(
            FuzzTarget.all().keySet().stream()
                .flatMap(target -> Stream.of(target + "/accepted", target + "/refused"))
                .toList());
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
