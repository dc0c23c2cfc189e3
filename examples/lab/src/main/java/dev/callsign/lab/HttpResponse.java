package dev.callsign.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An answer in HTTP/1.1 (RFC 9112) that ends its connection.
 *
 * @param status with its reason, for example {@code 404 Not Found}
 * @param fields header fields; Connection is added
 * @param body ISO 8859-1
 */
record HttpResponse(String status, Map<String, String> fields, String body) {

  static HttpResponse of(String status, String mediaType, String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", mediaType);
    fields.put("Content-Length", Integer.toString(body.length()));
    return new HttpResponse(status, fields, body);
  }

  static HttpResponse error(String status) {
    return of(status, "text/plain", status + "\n");
  }

  /** A statement, as an owner should serve it: readable from browsers, never from a cache. */
  static HttpResponse statement(String compact) {
    return of("200 OK", "application/jose", compact)
        .with("Access-Control-Allow-Origin", "*")
        .with("Cache-Control", "no-cache");
  }

  HttpResponse with(String field, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new HttpResponse(status, more, body);
  }

  HttpResponse without(String field) {
    Map<String, String> fewer = new LinkedHashMap<>(fields);
    fewer.remove(field);
    return new HttpResponse(status, fewer, body);
  }

  /** Status line and fields, with the empty line that ends them. */
  byte[] encodeHead() {
    String lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue() + "\r\n")
            .collect(Collectors.joining());
    return latin1("HTTP/1.1 " + status + "\r\n" + lines + "Connection: close\r\n\r\n");
  }

  byte[] encodeBody() {
    return latin1(body);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(encodeHead());
    bytes.writeBytes(encodeBody());
    return bytes.toByteArray();
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
