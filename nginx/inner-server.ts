import { SORRY_STATUSES } from "../accounts/types";
import { HSTS_METADATA, JSON_METADATA, RETRY_AFTER_METADATA, SITE_METADATA } from "../pages/marker";
import { SORRY_FOLDER } from "../pages/page";
import { ANSWER_AGE, ANSWER_STALE_SECONDS } from "./answer-age";
import { bakedCopies } from "./baked-copies";
import { cloudFront, upstreamMetadata } from "./cloudfront";
import type { Environment } from "./environment";
import { formAnswers, formMaps, formSources } from "./form-locations";
import { UNKNOWN_ALIAS } from "./virtual-conf";

const statuses = SORRY_STATUSES.join(" ");
const HTML = "text/html(?:; ?charset=[^ ]+)?";
const statusPattern = `(?:${SORRY_STATUSES.join("|")})`;

/** The address of a page's answer in JSON or plain text; as that of HTML. */
const formAnswer = (format: string) => `        location = /answer/${format} {
            proxy_method HEAD;
            proxy_pass http://inner/page;
            proxy_intercept_errors on;
            error_page ${statuses} /./${format};
            error_page 429 = /./baked;
        }`;

/** The HTML answer, from its start, under this status. */
const beginAgain = (status: number) =>
  `        location = /./status/${status} { internal; error_page ${status} /./html; return ${status}; }`;

/** The server behind the front server: makes answers, keeps good pages, and is the only one to ask CloudFront. */
export function innerServer(environment: Environment): string {
  const { runFolder, resolver, edgePort, caFile, dataFolder } = environment;
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
    # An answer begins with the status of a page's head, which may have come without its end, or before another page:
    # where the page that is kept has another status, it begins again with that.
    map "$http_x_sorry_status $upstream_http_x_sorry_kept" $sorry_other_status {
        default                              "";
        "~^(\\d+) \\1$"                      "";
        "~^\\d+ (?<sorry_status_kept>\\d+)$"  /./status/$sorry_status_kept;
    }
    map $status $sorry_not_kept {
        default  "";
        429      /./copy;
    }
    map $request_uri $sorry_inner_format {
        default       html;
        "~json$"      json;
        "~te?xt$"     text;
    }
${formMaps()}
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
        # A worker that is killed while it makes an answer holds its lock, and leaves the old one marked as being
        # updated: after 3 s somebody else makes it, and no old one is served for that mark alone ("updating") but as
        # long as its own age limits say. Both 5 s by default.
        proxy_cache_lock_timeout 3s;
        proxy_cache_lock_age 3s;
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
            proxy_cache_background_update on;    # who comes within ${ANSWER_STALE_SECONDS} seconds of the last one waits for nothing; default off
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
${["json", "text"].map(formAnswer).join("\n")}
        location = /./html {
            internal;
            if ($upstream_http_x_sorry_kept = "") { rewrite ^ /./baked last; }
            proxy_pass http://inner/body;
            proxy_set_header Host $host;
            proxy_set_header Connection close;
            proxy_set_header Accept-Encoding $http_accept_encoding;
            proxy_set_header X-Sorry-Status $status;
            proxy_pass_header X-Sorry-Source;
            add_header Cache-Control ${ANSWER_AGE} always;
        }
${SORRY_STATUSES.map(beginAgain).join("\n")}
${formAnswers()}
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
            proxy_pass_header X-Sorry-Kept;
            add_header X-Accel-Redirect $sorry_other_status always;    # leads from /./html to another status
            gzip on;
            gzip_comp_level 9;       # once a second at most; default 1
            gzip_min_length 256;     # default 20
            gzip_proxied any;
        }

${formSources(environment)}

        # --- /page: the last good page ---------------------------------------------------------------------------------
        # Its age limits come with it, from /fetch and /./refused: fresh for some seconds; asked for later than that,
        # the old one is served while a new one is fetched; on a site that nobody has asked for in a minute, the user
        # waits for the new one. While CloudFront has no good one, the old one is as good as ever.
        location = /page {
            proxy_pass http://inner/ask;
            proxy_cache pages;
            proxy_cache_key $host;
            proxy_cache_lock on;
            proxy_cache_background_update on;
            proxy_cache_use_stale error timeout invalid_header http_429;
            add_header X-Sorry-Kept $status always;
            add_header X-Sorry-Source $sorry_kept_source always;
        }
        location = /kept {
            proxy_pass http://inner/nothing;
            proxy_cache pages;
            proxy_cache_key $host;
            proxy_cache_lock on;     # while it is being stored, wait
            proxy_cache_use_stale error timeout updating http_429;
            proxy_no_cache 1;
            proxy_hide_header X-Sorry-Json;
            add_header X-Sorry-Kept $status always;
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
            add_header Cache-Control "max-age=1, stale-while-revalidate=600" always;
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
            proxy_cache_use_stale error timeout invalid_header http_429;
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
${bakedCopies(dataFolder)}
    }
`;
}
