package dev.callsign.lab;

import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A client that believes everything: it shows what a host of the lab sends. */
final class Visitor {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Lab lab;
  private final Duration patience;

  private Visitor(Lab lab, Duration patience) {
    this.lab = lab;
    this.patience = patience;
  }

  /** What came back. */
  record Visit(CertificateChain presented, String answer) {
    String status() {
      return answer.substring(0, Math.max(0, answer.indexOf("\r\n")));
    }

    String head() {
      return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
    }

    String body() {
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  static Visitor in(Lab lab) {
    return new Visitor(lab, PATIENCE);
  }

  Visitor withPatience(Duration other) {
    return new Visitor(lab, other);
  }

  /** Asks the lab's DNS over UDP, and over TCP when the answer was cut. */
  Message ask(String name, int type) {
    try {
      SimpleResolver resolver = new SimpleResolver(lab.dns().address());
      resolver.setTimeout(patience);
      Name absolute = Name.fromString(name, Name.root);
      return resolver.send(Message.newQuery(Record.newRecord(absolute, type, DClass.IN)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lookUp(String name, int type) {
    return ask(name, type).getSection(Section.ANSWER).stream()
        .filter(record -> record.getType() == type)
        .map(Record::rdataToString)
        .toList();
  }

  /** Connects to the first address that the DNS gives. */
  Socket connect(LabHost host) throws IOException {
    String address = lookUp(host.callsign().aLabel(), Type.A).getFirst();
    Socket socket = new Socket();
    socket.setSoTimeout((int) patience.toMillis());
    socket.setTcpNoDelay(true);
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(address), lab.tlsPort()),
          (int) patience.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  Visit visit(LabHost host) throws IOException {
    return visit(host, Hosting.STATEMENT);
  }

  Visit visit(LabHost host, String path) throws IOException {
    List<X509Certificate> presented = new ArrayList<>();
    try (SSLSocket tls = handshake(host, presented)) {
      tls.getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + host.callsign() + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return new Visit(CertificateChain.of(presented), answer);
    }
  }

  /** Connects, and completes a handshake with the callsign as server name. */
  SSLSocket handshake(LabHost host, List<X509Certificate> presented) throws IOException {
    return handshake(host, connect(host), presented);
  }

  /** Completes a handshake with the callsign as server name over {@code socket}. */
  SSLSocket handshake(LabHost host, Socket socket, List<X509Certificate> presented)
      throws IOException {
    String name = host.callsign().aLabel();
    SSLSocket tls =
        (SSLSocket)
            trusting(presented)
                .getSocketFactory()
                .createSocket(socket, name, socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private static SSLContext trusting(List<X509Certificate> presented) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Capture(presented)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Capture extends X509ExtendedTrustManager {
    private final List<X509Certificate> presented;

    Capture(List<X509Certificate> presented) {
      this.presented = presented;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
      presented.addAll(Stream.of(chain).toList());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      presented.addAll(Stream.of(chain).toList());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      presented.addAll(Stream.of(chain).toList());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
