import { SORRY_STATUSES } from "../accounts/types";
import { HSTS_METADATA, JSON_METADATA, RETRY_AFTER_METADATA, SITE_METADATA } from "../pages/marker";
import { SORRY_FOLDER } from "../pages/page";
import type { Environment } from "./environment";
import { UNKNOWN_ALIAS } from "./virtual-conf";

/** A metadata key of S3 as nginx names the upstream's header. */
const upstreamMetadata = (key: string) => `$upstream_http_x_amz_meta_${key.replaceAll("-", "_")}`;

/** The reason phrases of RFC 9110, section 15. */
const REASONS: Record<(typeof SORRY_STATUSES)[number], string> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  414: "URI Too Long",
  416: "Range Not Satisfiable",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const statuses = SORRY_STATUSES.join(" ");
const HTML = "text/html(?:; ?charset=[^ ]+)?";
const statusPattern = `(?:${SORRY_STATUSES.join("|")})`;

/** For how long after its second an answer still serves those who ask while the next one is being made. */
const ANSWER_STALE_SECONDS = 5;
const ANSWER_AGE = `"max-age=1, stale-while-revalidate=${ANSWER_STALE_SECONDS}"`;

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

/** The server behind the front server: makes answers, keeps good pages, and is the only one to ask CloudFront. */
export function innerServer({ runFolder, resolver, edgePort, caFile, dataFolder }: Environment): string {
  return `    # === the inner server: once a second a site, unseen by users ======================================================
    # Here $host is the site's alias, in nobody's hands but the front server's.

    # CloudFront's verdict on itself. Its answer is the page if it is HTML with this site's mark, or HTML without a mark
    # that comes from S3; and if it has a status that CloudFront puts on error pages, so never 200. CloudFront's own
    # errors have no mark and say "Server: CloudFront"; S3's own are XML; another site's mark means that the alias leads
    # to the wrong distribution.
    map "$status $upstream_http_server $upstream_http_content_type ${upstreamMetadata(SITE_METADATA)} $host" $sorry_refused {
        default                                              /./refused;
        "~*^${statusPattern} [^ ]* ${HTML} ([^ ]+) \\1$"  "";
        "~*^${statusPattern} AmazonS3 ${HTML}  [^ ]+$"     "";
    }
    # Where a page came from, as it is stored with the answer; and for the one request that the answer is made for.
    map $upstream_cache_status $sorry_kept_source {
        default   cached;
        STALE     stale;
        UPDATING  stale;
    }
    map "$upstream_cache_status $upstream_http_x_sorry_source" $sorry_made_source {
        default           $upstream_http_x_sorry_source;
        "MISS cached"     fresh;
        "EXPIRED cached"  fresh;
    }
    map $status $sorry_not_kept {
        default  "";
        429      /./copy;
    }
    map $request_uri $sorry_inner_format {
        default  html;
        "~json$"  json;
    }
    map $status $sorry_reason {
        default  "${REASONS[503]}";
${SORRY_STATUSES.map((status) => `        ${status}      "${REASONS[status]}";`).join("\n")}
    }
    # When to come back, as the JSON form says it, as of CloudFront's answer or of the bake.
    map $upstream_http_retry_after $sorry_json_retry_after {
        default  ',"retryAfter":"$upstream_http_retry_after"';
        ""       "";
    }
    map $sorry_baked_retry_after $sorry_baked_json_retry_after {
        default  ',"retryAfter":"$sorry_baked_retry_after"';
        ""       "";
    }
    map $request_uri $sorry_inner_asset {
        default  "";
        "~^/asset(?:-direct)?(?<sorry_inner_path>/${SORRY_FOLDER}/.+)$"  $sorry_inner_path;
    }

    server {
        listen unix:${runFolder}/inner.sock;
        access_log off;
        recursive_error_pages on;
        proxy_set_header Host $host;
        proxy_set_header Connection close;
        proxy_set_header Accept-Encoding $http_accept_encoding;
        proxy_hide_header X-Sorry-Source;
        proxy_hide_header X-Sorry-Kept;
        proxy_hide_header Cache-Control;    # for each step to say
        proxy_read_timeout 3s;
        max_ranges 0;                # answers are whole, and don't offer parts; default: any number

        # --- /fill: store the finished answer for the front server, under the front server's key ----------------------
        location = /nothing {
            return 429;
        }
        location /fill/ {
            proxy_pass http://inner/answer/$sorry_inner_format;
            proxy_cache answers;
            proxy_cache_key $host$sorry_inner_format$http_accept_encoding;
            proxy_cache_lock on;     # one makes it, the others wait for it; default off
            proxy_cache_lock_timeout 3s;
            proxy_cache_background_update on;    # who comes within ${ANSWER_STALE_SECONDS} seconds of the last one waits for nothing; default off
            proxy_cache_use_stale updating;
            add_header X-Sorry-Source $sorry_made_source always;
            # This server's own failures; the inner server's answers of 502 are a site's.
            error_page 500 502 504 = /./unstored;
        }
        location = /./unstored {
            internal;
            proxy_pass http://inner/answer/$sorry_inner_format;
            proxy_pass_header X-Sorry-Source;
            error_page 500 502 504 = /./baked;
        }

        # --- /answer: the site's status, its page in one format and encoding -------------------------------------------
        # The first question is for the head only, and brings the status. error_page keeps it, and finds the body.
        # Without the keeper's mark it was this server's own failure.
        location = /answer/html {
            proxy_method HEAD;
            proxy_pass http://inner/page;
            proxy_intercept_errors on;
            error_page ${statuses} /./html;
            error_page 429 = /./baked;
        }
        location = /answer/json {
            proxy_method HEAD;
            proxy_pass http://inner/page;
            proxy_intercept_errors on;
            error_page ${statuses} /./json;
            error_page 429 = /./baked;
        }
        location = /./html {
            internal;
            if ($upstream_http_x_sorry_kept = "") { rewrite ^ /./baked last; }
            proxy_pass http://inner/body;
            proxy_pass_header X-Sorry-Source;
            add_header Cache-Control ${ANSWER_AGE} always;
        }
        location = /./json {
            internal;
            if ($upstream_http_x_sorry_kept = "")     { rewrite ^ /./baked last; }
            if ($upstream_http_x_sorry_json = "off")  { rewrite ^ /./html last; }
            default_type application/json;
            add_header Cache-Control ${ANSWER_AGE} always;
            add_header X-Sorry-Source $upstream_http_x_sorry_source always;
            add_header Retry-After $upstream_http_retry_after always;
            add_header Strict-Transport-Security $upstream_http_strict_transport_security always;
            return 200 '{"status":$status,"error":"$sorry_reason"$sorry_json_retry_after}\\n';
        }
        # The body under 200, as nginx compresses no 503. Only what is whole is in the cache.
        location = /body {
            error_page 418 =200 /./body;
            return 418;
        }
        location = /./body {
            internal;
            proxy_pass http://inner/kept;
            proxy_set_header Host $host;
            proxy_set_header Connection close;
            proxy_set_header Accept-Encoding "";
            error_page 500 502 504 =200 /./copy;    # this server's own failures, not the page's status
            proxy_pass_header X-Sorry-Source;
            gzip on;
            gzip_comp_level 9;       # once a second at most; default 1
            gzip_min_length 256;     # default 20
            gzip_proxied any;
        }

        # --- /page: the last good page ---------------------------------------------------------------------------------
        # Its age limits come with it, from /fetch and /./refused: fresh for some seconds; asked for later than that,
        # the old one is served while a new one is fetched; on a site that nobody has asked for in a minute, the user
        # waits for the new one. While CloudFront has no good one, the old one is as good as ever.
        location = /page {
            proxy_pass http://inner/ask;
            proxy_cache pages;
            proxy_cache_key $host;
            proxy_cache_lock on;
            proxy_cache_lock_timeout 3s;
            proxy_cache_background_update on;
            proxy_cache_use_stale error timeout invalid_header http_429;
            add_header X-Sorry-Kept 1 always;
            add_header X-Sorry-Source $sorry_kept_source always;
        }
        location = /kept {
            proxy_pass http://inner/nothing;
            proxy_cache pages;
            proxy_cache_key $host;
            proxy_cache_lock on;     # while it is being stored, wait
            proxy_cache_lock_timeout 3s;
            proxy_cache_use_stale error timeout updating http_429;
            proxy_no_cache 1;
            proxy_hide_header X-Sorry-Json;
            add_header X-Sorry-Source $sorry_kept_source always;
            add_header X-Accel-Redirect $sorry_not_kept always;    # leads from /body to the copy
            error_page 500 502 504 = /./not-kept;
        }
        location = /./not-kept {
            internal;
            add_header X-Accel-Redirect $sorry_not_kept always;
            return 429;
        }

        # --- /ask: CloudFront's page, or 429 ---------------------------------------------------------------------------
        # /fetch adds a header to what is no page, and that header leads nginx from here to /./refused.
        location = /ask {
            if ($host = ${UNKNOWN_ALIAS}) { return 429; }
            limit_req zone=asks;
            error_page 429 500 502 504 = /./refused;
            proxy_pass http://inner/fetch;
            proxy_pass_header Cache-Control;
        }
        location = /./refused {
            internal;
            add_header Cache-Control "max-age=1, stale-while-revalidate=3600" always;
            return 429;
        }
        location = /fetch {
            # "/" is a path that no object has, so CloudFront answers with the site's page and status.
            proxy_pass https://$host:${edgePort}/;
            # This server's own failures. With them, headers that were read before (of an answer whose head is too
            # long) must not make a page.
            error_page 500 502 504 = /./refused;
${cloudFront(resolver, caFile)}
            add_header X-Accel-Redirect $sorry_refused always;
            add_header Cache-Control "max-age=4, stale-while-revalidate=60" always;
            add_header Retry-After ${upstreamMetadata(RETRY_AFTER_METADATA)} always;
            add_header Strict-Transport-Security ${upstreamMetadata(HSTS_METADATA)} always;
            add_header X-Sorry-Json ${upstreamMetadata(JSON_METADATA)} always;
        }

        # --- assets ----------------------------------------------------------------------------------------------------
        location /asset/ {
            proxy_pass http://inner/asset-direct$sorry_inner_asset;
            proxy_cache pages;
            proxy_cache_key asset$host$sorry_inner_asset;
            proxy_pass_header Cache-Control;
            proxy_cache_valid 200 60s;
            proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
            proxy_cache_lock on;
            proxy_cache_lock_timeout 3s;
            proxy_cache_use_stale error timeout invalid_header updating http_429;
        }
        location /asset-direct/ {
            if ($host = ${UNKNOWN_ALIAS}) { return 429; }
            limit_req zone=assets burst=20 nodelay;
            proxy_pass https://$host:${edgePort}$sorry_inner_asset;
${cloudFront(resolver, caFile)}
            add_header Cache-Control "public, max-age=60";
            proxy_intercept_errors on;
            error_page 300 301 302 303 304 307 308 401 402 406 407 408 409 410 411 412 413 415 417 422 451 ${statuses} =429 /./no-asset;
        }
        location = /./no-asset {
            internal;
            return 429;
        }
        location ~ ^/baked-asset/${SORRY_FOLDER}(/.+)$ {
            alias ${dataFolder}/assets/$sorry_baked_assets$1;
            etag off;
            if_modified_since off;
            add_header Last-Modified "";
            add_header Cache-Control "public, max-age=10";
        }

        # --- the baked copies: status, page and headers as of the bake -------------------------------------------------
        location = /./baked {
            internal;
            rewrite ^ /./baked/$sorry_baked_status/$sorry_inner_format last;
        }
${SORRY_STATUSES.map(bakedLocations).join("\n")}
        location = /./copy {
            internal;
            alias ${dataFolder}/pages/$sorry_baked_page/index.html;
            etag off;
            if_modified_since off;
            add_header Last-Modified "";
            add_header Cache-Control ${ANSWER_AGE} always;
            add_header X-Sorry-Source baked always;
            add_header Retry-After $sorry_baked_retry_after always;
            add_header Strict-Transport-Security $sorry_baked_hsts always;
            gzip_static on;          # index.html.gz, for who takes it; default off
            gzip_proxied any;        # default off
        }
        location = /./copy-json {
            internal;
            if ($sorry_baked_json = off) { rewrite ^ /./copy last; }
            default_type application/json;
            add_header Cache-Control ${ANSWER_AGE} always;
            add_header X-Sorry-Source baked always;
            add_header Retry-After $sorry_baked_retry_after always;
            add_header Strict-Transport-Security $sorry_baked_hsts always;
            return 200 '{"status":$status,"error":"$sorry_reason"$sorry_baked_json_retry_after}\\n';
        }
    }
`;
}

/** nginx can't return a status from a variable, so each has two lines. */
function bakedLocations(status: number): string {
  const location = (format: string, copy: string) =>
    `        location = /./baked/${status}/${format} { internal; error_page ${status} ${copy}; return ${status}; }`;
  return [location("html", "/./copy"), location("json", "/./copy-json")].join("\n");
}

/** How CloudFront is asked: over TLS, for the alias, within 2.5 s, and what of its answer is dropped. */
function cloudFront(resolver: string, caFile: string): string {
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
