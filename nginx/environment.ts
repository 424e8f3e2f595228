/**
 * All in which a sorry server differs from one machine to another. A test or a local run changes these fields and
 * nothing else of the master config.
 */
export interface Environment {
  /** nginx `listen` addresses; each becomes the default server. */
  readonly listen: readonly string[];
  /** The DNS server, an address with an optional port. */
  readonly resolver: string;
  /** The port of CloudFront, over TLS. */
  readonly edgePort: number;
  /** The certificate authorities that may vouch for CloudFront, a PEM file. */
  readonly caFile: string;
  /** Holds the process id, `nginx.pid`. */
  readonly runFolder: string;
  readonly logFolder: string;
  /** For request and response bodies that do not fit into memory. */
  readonly tempFolder: string;
}

/** A sorry server on EC2: Debian's folders, the VPC's resolver.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
export const PRODUCTION: Environment = {
  listen: ["80", "[::]:80"],
  resolver: "169.254.169.253",
  edgePort: 443,
  caFile: "/etc/ssl/certs/ca-certificates.crt",
  runFolder: "/run",
  logFolder: "/var/log/nginx",
  tempFolder: "/var/lib/nginx",
};
