package dev.callsign.directory.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Headers of every answer: any browser client may read unsigned GETs, so that it can check both
 * sides (docs/protocol.md §8), and nothing is ever sniffed for another media type.
 */
@Provider
class PublicReads implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      response.getHeaders().putSingle("Access-Control-Allow-Origin", "*");
    }
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
  }
}
