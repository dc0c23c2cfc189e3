package dev.callsign.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** URLs that strangers register. */
class WebhookUrlTest {

  private static final int FETCH_PORT = 8443;

  @ParameterizedTest
  @CsvSource({
    "https://hooks.watcher.example, hooks.watcher.example, 443, /",
    "https://hooks.watcher.example/, hooks.watcher.example, 443, /",
    "https://hooks.watcher.example:443/a/b, hooks.watcher.example, 443, /a/b",
    "https://hooks.watcher.example:8443/a?b=c&d=%20e, hooks.watcher.example, 8443, /a?b=c&d=%20e",
    "https://hooks.watcher.example:/x, hooks.watcher.example, 443, /x",
    "https://hooks.watcher.example?x, hooks.watcher.example, 443, /?x",
    "HTTPS://Hooks.Watcher.EXAMPLE/X, hooks.watcher.example, 443, /X",
    "https://xn--bcher-kva.example/, xn--bcher-kva.example, 443, /",
    "https://1.a-b.example/..//%2e%2e, 1.a-b.example, 443, /..//%2e%2e",
    "'https://w.example/a;b=c,d@e:f', w.example, 443, '/a;b=c,d@e:f'",
  })
  void isHttpsWithAHostName(String text, String host, int port, String target)
      throws MalformedException {
    WebhookUrl url = WebhookUrl.parse(text, FETCH_PORT);

    assertThat(url).hasToString(text).isEqualTo(WebhookUrl.parse(text, port));
    assertThat(url.uri()).hasToString(text);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.target()).isEqualTo(target);
  }

  @Test
  void isAtMost2048CharactersLong() throws MalformedException {
    String longest = "https://w.example/" + "x".repeat(2030);

    assertThat(WebhookUrl.parse(longest, FETCH_PORT)).hasToString(longest);
    refusal(longest + "x");
  }

  @Test
  void isEqualToWhatIsWrittenTheSame() throws MalformedException {
    WebhookUrl url = WebhookUrl.parse("https://w.example/a", FETCH_PORT);

    assertThat(url)
        .isEqualTo(WebhookUrl.parse("https://w.example/a", 443))
        .hasSameHashCodeAs(WebhookUrl.parse("https://w.example/a", 443))
        .isNotEqualTo(WebhookUrl.parse("https://w.example/A", 443))
        .isNotEqualTo(WebhookUrl.parse("https://W.example/a", 443));
  }

  static Stream<String> refused() {
    return Stream.of(
        "",
        "/events",
        "w.example/events",
        "//w.example/events",
        "http://w.example/",
        "ftp://w.example/",
        "file:///etc/passwd",
        "https:w.example",
        "https:/w.example",
        "https:///w.example",
        "https://",
        "https://?x",
        "https://user@w.example/",
        "https://user:secret@w.example/",
        "https://@w.example/",
        "https://w.example:443@evil.example/",
        "https://w.example#x",
        "https://w.example/#",
        "https://w.example:80/",
        "https://w.example:8080/",
        "https://w.example:0/",
        "https://w.example:65979/",
        "https://w.example:99999999999/",
        "https://w.example:+443/",
        "https://w.example:-1/",
        "https://localhost/",
        "https://example/",
        "https://w.example./",
        "https://.w.example/",
        "https://w..example/",
        "https://-w.example/",
        "https://w-.example/",
        "https://w_w.example/",
        "https://*.example/",
        "https://w.example%2eevil.example/",
        "https://%77.example/",
        "https://" + "x".repeat(64) + ".example/",
        "https://" + "x.".repeat(124) + "example/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.01/",
        "https://w.example.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://b\u00fccher.example/",
        "https://w\u3002example/",
        "https://w.example/\u00fc",
        "https://w.example/a b",
        " https://w.example/",
        "https://w.example/\n",
        "https://w.example/\r\nHost: evil.example",
        "https://w.example/\0",
        "https://w.example\\@evil.example/",
        "https://w.example/{x}",
        "https://w.example/%zz",
        "javascript:alert(1)",
        "jar:https://w.example/!/");
  }

  @ParameterizedTest
  @MethodSource
  void refused(String text) {
    refusal(text);
  }

  private static void refusal(String text) {
    MalformedException e =
        catchThrowableOfType(MalformedException.class, () -> WebhookUrl.parse(text, FETCH_PORT));
    assertThat(e).as(text).isNotNull();
    assertThat(e.slug()).isEqualTo(Slug.BAD_WEBHOOK_URL);
    assertThat(e.detail()).isNotBlank().hasSizeLessThan(200);
  }
}
