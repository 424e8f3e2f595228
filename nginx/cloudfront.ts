import { HSTS_METADATA, JSON_METADATA, RETRY_AFTER_METADATA, SITE_METADATA } from "../pages/marker";

/** A metadata key of S3 as nginx names the upstream's header. */
export const upstreamMetadata = (key: string) => `$upstream_http_x_amz_meta_${key.replaceAll("-", "_")}`;

/** Headers of S3 and CloudFront that nobody needs to see. */
const HIDDEN = [
  "Accept-Ranges",
  "Age",
  "Alt-Svc",
  "Cache-Control",
  "ETag",
  "Expires",
  "Last-Modified",
  "Set-Cookie",
  "Vary",
  "Via",
  "X-Amz-Cf-Id",
  "X-Amz-Cf-Pop",
  "X-Amz-Error-Code",
  "X-Amz-Error-Message",
  "X-Amz-Id-2",
  "X-Amz-Request-Id",
  "X-Amz-Server-Side-Encryption",
  "X-Amz-Storage-Class",
  "X-Amz-Version-Id",
  "X-Cache",
  ...[HSTS_METADATA, JSON_METADATA, RETRY_AFTER_METADATA, SITE_METADATA].map((key) => `X-Amz-Meta-${key}`),
];

/** How CloudFront is asked: over TLS, for the alias, within 2.5 s, and what of its answer is dropped. */
export function cloudFront(resolver: string, caFile: string): string {
  return `            # Names are resolved while serving, never at the start: a dead DNS or one bad name stops no server. An
            # answer is kept 10 s whatever its TTL, so a distribution that moves is followed. IPv4 only: private
            # subnets have no way out for IPv6.
            resolver ${resolver} valid=10s ipv6=off;
            resolver_timeout 1s;         # default 30 s, as the three below are 60 s
            proxy_connect_timeout 1s;
            proxy_send_timeout 1s;
            proxy_read_timeout 1s;
            proxy_next_upstream_timeout 1s;    # the next address, but not for long; default: no limit
            # Its certificate must be for the alias, by an authority that this system trusts. Defaults: no SNI, no
            # check.
            proxy_ssl_server_name on;
            proxy_ssl_name $host;
            proxy_ssl_verify on;
            proxy_ssl_verify_depth 4;    # default 1, too short for Amazon's chain
            proxy_ssl_trusted_certificate ${caFile};
            proxy_ssl_protocols TLSv1.2 TLSv1.3;
            proxy_set_header Host $host;
            proxy_set_header Connection close;
            proxy_set_header Accept-Encoding "";
${HIDDEN.map((header) => `            proxy_hide_header ${header};`).join("\n")}`;
}
