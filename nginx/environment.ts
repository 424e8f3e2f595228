import { DEFAULT_PORTS } from "../accounts/ports";

/**
 * All in which a sorry server differs from one machine to another. A test or a local run changes these fields and
 * nothing else of the master config.
 */
export interface Environment {
  /** nginx `listen` addresses for the load balancers; each becomes the default server. */
  readonly listen: readonly string[];
  /** The address of nginx's own figures (stub_status), on loopback. */
  readonly statusListen: string;
  /** The DNS server, an address with an optional port. */
  readonly resolver: string;
  /** The port of CloudFront, over TLS. */
  readonly edgePort: number;
  /** The certificate authorities that may vouch for CloudFront, a PEM file. */
  readonly caFile: string;
  readonly pidFile: string;
  /** Emptied at every start: the socket between the two servers, and what is kept of CloudFront's answers. */
  readonly runFolder: string;
  readonly logFolder: string;
  /** For request bodies that do not fit into memory. */
  readonly tempFolder: string;
  /** The baked copies of the pages, and what the image says of itself. */
  readonly dataFolder: string;
}

/** Where a sorry server waits for a load balancer's requests: on every address, by IPv4 and IPv6. */
export const listenOn = (ports: readonly number[]): string[] =>
  ports.flatMap((port) => [String(port), `[::]:${port}`]);

/**
 * A sorry server on EC2: Debian's folders, the VPC's resolver.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export const PRODUCTION: Environment = {
  listen: listenOn(DEFAULT_PORTS),
  statusListen: "127.0.0.1:8080",
  resolver: "169.254.169.253",
  edgePort: 443,
  caFile: "/etc/ssl/certs/ca-certificates.crt",
  pidFile: "/run/nginx.pid",
  runFolder: "/run/sorry-server",
  logFolder: "/var/log/nginx",
  tempFolder: "/var/lib/nginx",
  dataFolder: "/etc/sorry-server",
};
