package io.millrace.projection.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Where a request comes from, as far as that can be known: the peer, or, where the peer is a
 * trusted proxy, the right-most address it was handed that is not one. Any thread.
 */
public final class ClientAddress {

  private static final String UNKNOWN = "unknown";
  private static final int IPV6_NETWORK_BYTES = 8;

  private final List<IpSubnetFilterRule> trusted;
  private final String header;

  ClientAddress(ProxySettings settings) {
    this.trusted = settings.trustedProxies().stream().map(ClientAddress::network).toList();
    this.header = settings.header();
  }

  /** Believes no proxy. */
  public static ClientAddress ofPeer() {
    return new ClientAddress(new ProxySettings(List.of(), ProxySettings.X_FORWARDED_FOR));
  }

  /**
   * The client's address, to count by. An IPv6 client is known by its /64, as one host usually has
   * all of its addresses. Without a known peer it is {@code unknown}.
   */
  public String of(ServerRequest request) {
    return of(request.exchange().getRequest());
  }

  /** As {@link #of(ServerRequest)}, of a request on its way to the routes. */
  public String of(ServerHttpRequest http) {
    InetSocketAddress remote = http.getRemoteAddress();
    InetAddress peer = remote == null ? null : remote.getAddress();
    if (peer == null) {
      return UNKNOWN;
    }
    return text(trusted.isEmpty() || !isTrusted(peer) ? peer : behind(peer, http));
  }

  private InetAddress behind(InetAddress peer, ServerHttpRequest http) {
    List<String> hops =
        ForwardedHops.of(
            http.getHeaders().getOrEmpty(header), header.equals(ProxySettings.FORWARDED));
    InetAddress nearest = peer;
    for (int i = hops.size() - 1; i >= 0; i--) {
      @Nullable InetAddress hop = NetUtil.createInetAddressFromIpAddressString(hops.get(i));
      if (hop == null) {
        return nearest;
      }
      nearest = hop;
      if (!isTrusted(hop)) {
        return hop;
      }
    }
    return nearest;
  }

  private boolean isTrusted(InetAddress address) {
    InetSocketAddress socket = new InetSocketAddress(address, 0);
    for (IpSubnetFilterRule network : trusted) {
      if (network.matches(socket)) {
        return true;
      }
    }
    return false;
  }

  private static String text(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] network = address.getAddress();
    Arrays.fill(network, IPV6_NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 16 bytes", e);
    }
  }

  private static IpSubnetFilterRule network(String text) {
    String network = text.strip();
    int slash = network.indexOf('/');
    String address = slash < 0 ? network : network.substring(0, slash);
    boolean v4 = NetUtil.isValidIpV4Address(address);
    if (!v4 && !NetUtil.isValidIpV6Address(address)) {
      throw new IllegalArgumentException(
          "trusted-proxies: " + text + " (expected: a network such as 10.0.0.0/8)");
    }
    String prefix = slash < 0 ? v4 ? "32" : "128" : network.substring(slash + 1);
    return new IpSubnetFilterRule(address, Integer.parseInt(prefix), IpFilterRuleType.ACCEPT);
  }
}
