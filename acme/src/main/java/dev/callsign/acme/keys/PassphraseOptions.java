package dev.callsign.acme.keys;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a command gets the passphrase of private keys from: {@code --passphrase-file}, else the
 * credential {@value #CREDENTIAL} that systemd gives a service (systemd.exec, {@code
 * LoadCredential=}), else a person at the terminal. It is looked for when it is first needed, and
 * remembered then. Not safe for concurrent use.
 */
public final class PassphraseOptions {

  /** The file name below {@code $CREDENTIALS_DIRECTORY}. */
  public static final String CREDENTIAL = "callsign-passphrase";

  private static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";

  private final Map<String, String> environment;
  private final @Nullable PassphrasePrompt prompt;
  private @Nullable Passphrase known;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = {
        "The passphrase of the private keys, one line, mode 0600. Otherwise the systemd",
        "credential " + CREDENTIAL + ", otherwise it is asked for at the terminal."
      })
  private @Nullable Path file;

  /**
   * Options of one command.
   *
   * @param environment of the process
   * @param prompt null when nobody sits at a terminal
   */
  public PassphraseOptions(Map<String, String> environment, @Nullable PassphrasePrompt prompt) {
    this.environment = Map.copyOf(environment);
    this.prompt = prompt;
  }

  /** Whether {@code --passphrase-file} was given. */
  public boolean hasFile() {
    return file != null;
  }

  /**
   * The passphrase that something was encrypted with.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: nobody gave one, or its file is empty or open
   *     to others; otherwise as {@link InputFile#read}
   */
  public Passphrase ask() throws CommandFailure {
    return find("", false);
  }

  /** A passphrase to encrypt something new with: at a terminal it is asked for twice. */
  public Passphrase choose() throws CommandFailure {
    return find("; --unencrypted writes the key in the clear", true);
  }

  private Passphrase find(String otherwise, boolean twice) throws CommandFailure {
    Passphrase found = known == null ? look(otherwise, twice) : known;
    known = found;
    return found;
  }

  private Passphrase look(String otherwise, boolean twice) throws CommandFailure {
    if (file != null) {
      PassphraseFile.requireClosed(file);
      return PassphraseFile.read(file);
    }
    String folder = environment.get(CREDENTIALS_DIRECTORY);
    if (folder != null && Files.exists(Path.of(folder, CREDENTIAL))) {
      // Its mode is not judged: systemd may give access by ACL, which shows in the group bits.
      return PassphraseFile.read(Path.of(folder, CREDENTIAL));
    }
    if (prompt != null) {
      return ask(prompt, twice);
    }
    throw bad(
        "a passphrase is needed and there is no terminal to ask at: give --passphrase-file FILE or"
            + " the systemd credential "
            + CREDENTIAL
            + otherwise);
  }

  private static Passphrase ask(PassphrasePrompt prompt, boolean twice) throws CommandFailure {
    String first = answer(prompt, "Passphrase: ");
    if (twice && !answer(prompt, "The same again: ").equals(first)) {
      throw bad("the two passphrases are not the same");
    }
    return new Passphrase(first);
  }

  private static String answer(PassphrasePrompt prompt, String question) throws CommandFailure {
    char[] answer = prompt.ask(question);
    if (answer == null || answer.length == 0) {
      throw bad("no passphrase was given");
    }
    return new String(answer);
  }

  private static CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_CONFIGURATION, why);
  }
}
