import type { Platform } from "../accounts/types";
import { SITE_METADATA } from "../pages/marker";

/** What the servers of the benchmark have in common: one worker, one access log. */
export interface Frame {
  /** nginx's prefix; holds all its files. */
  readonly folder: string;
  /** A `log_format sorry …;` */
  readonly logFormat: string;
}

/** Our own format, for servers that have no sites: what it takes from our maps is put there as text. */
export function logFormatOf(nginxConf: string): string {
  const found = /log_format sorry[^;]*;/.exec(nginxConf)?.[0];
  if (found === undefined) throw new Error("nginx.conf has no log_format sorry any more.");
  return found.replace("$sorry_alias", "$host").replace("$upstream_http_x_sorry_source", "static");
}

const main = ({ folder }: Frame, http: string) => `user www-data;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 16384; }
http {
    client_body_temp_path ${folder}/temp-body;
    proxy_temp_path ${folder}/temp-proxy;
    fastcgi_temp_path ${folder}/temp-fastcgi;
    scgi_temp_path ${folder}/temp-scgi;
    uwsgi_temp_path ${folder}/temp-uwsgi;
${http}}
`;

const accessLog = ({ folder, logFormat }: Frame) => `    ${logFormat}
    access_log ${folder}/access.log sorry buffer=64k flush=5s;
`;

/** nginx at its best with a file: the page under 503, and nothing else. */
export const staticConf = (frame: Frame, port: number, page: string) =>
  main(
    frame,
    `${accessLog(frame)}    types { text/html html; }
    sendfile off;
    keepalive_timeout 75s;
    keepalive_requests 100000;
    open_file_cache max=1000 inactive=60s;
    server {
        listen 127.0.0.1:${port} backlog=4096;
        root ${page};
        error_page 503 /index.html;
        location / { return 503; }
        location = /index.html { internal; }
    }
`,
  );

/** The upstream of one domain as the article writes it, `https://HOST:PORT`. */
export type UpstreamOf = (alias: string, index: number) => string;

/** The article's config: a server for each domain, which hands every request on. */
export function articleConf(frame: Frame, port: number, platform: Platform, upstreamOf: UpstreamOf): string {
  const pairs = platform.accounts.flatMap(({ sites }) =>
    sites.flatMap(({ domains, alias }) => domains.map((domain) => ({ domain, alias }))),
  );
  const servers = pairs.map(
    ({ domain, alias }, i) => `    server {
        listen 127.0.0.1:${port};
        server_name ${domain};
        if ($http_x_forwarded_proto != https) { return 301 https://$host$request_uri; }
        location / {
            proxy_pass ${upstreamOf(alias, i)};
            proxy_set_header Host ${alias};
        }
    }
`,
  );
  // Without these two it does not start with so many domains.
  return main(
    frame,
    `${accessLog(frame)}    server_names_hash_max_size 65536;
    server_names_hash_bucket_size 128;
    server {
        listen 127.0.0.1:${port} default_server backlog=4096;
        location / { empty_gif; }
    }
${servers.join("")}`,
  );
}

/** Where the edge listens. */
export interface EdgePorts {
  readonly http: number;
  readonly https: number;
}

/** A stand-in for CloudFront with a site's page: every path is the page under 503, with its mark. */
export const edgeConf = (frame: Frame, ports: EdgePorts, page: string, certificate: string, key: string) =>
  main(
    frame,
    `    access_log off;
    types { text/html html; }
    keepalive_requests 100000;
    open_file_cache max=1000 inactive=60s;
    server {
        listen 127.0.0.1:${ports.http} backlog=4096;
        listen 127.0.0.1:${ports.https} ssl backlog=4096;
        ssl_certificate ${certificate};
        ssl_certificate_key ${key};
        root ${page};
        error_page 503 /index.html;
        location / { return 503; }
        location = /index.html {
            internal;
            add_header X-Amz-Meta-${SITE_METADATA} $host always;
            add_header Via "1.1 0123456789abcdef.cloudfront.net (CloudFront)" always;
            add_header X-Cache "Error from cloudfront" always;
        }
    }
`,
  );
