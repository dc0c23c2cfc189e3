package dev.callsign.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves the revocation lists of an authority over plain HTTP (RFC 2585 §3). */
final class RevocationListHost implements AutoCloseable {

  private record Resource(Issuer issuer, CrlShape shape) {}

  private final LabAuthority authority;
  private final Map<String, Resource> resources = new HashMap<>();
  private final LoopbackServer server;

  RevocationListHost(ServerSocket listener, LabAuthority authority) {
    this.authority = authority;
    for (Issuer issuer : Issuer.values()) {
      for (CrlShape shape : CrlShape.values()) {
        resources.put("/" + shape.file(issuer), new Resource(issuer, shape));
      }
    }
    this.server = LoopbackServer.start(List.of(listener), this::serve);
  }

  @Override
  public void close() {
    server.close();
  }

  private void serve(Socket socket) throws IOException {
    Optional<HttpRequest> request = HttpRequest.read(socket.getInputStream());
    if (request.isEmpty()) {
      return;
    }
    Resource resource = resources.get(request.get().target());
    OutputStream out = socket.getOutputStream();
    if (resource == null) {
      out.write(HttpResponse.error("404 Not Found").encode());
    } else if (resource.shape() == CrlShape.UNAVAILABLE) {
      out.write(HttpResponse.error("503 Service Unavailable").encode());
    } else {
      byte[] list = authority.crl(resource.issuer(), resource.shape());
      out.write(
          HttpResponse.of("200 OK", "application/pkix-crl", "")
              .with("Content-Length", Integer.toString(list.length))
              .encodeHead());
      out.write(list);
    }
  }
}
