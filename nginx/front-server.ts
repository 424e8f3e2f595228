import { PAGE_PATH, SORRY_FOLDER } from "../pages/page";
import type { Environment } from "./environment";

/** A load balancer's own path for asking whether a server knows its config; see `/./config` below. */
export const CONFIG_PATH = `/${SORRY_FOLDER}/config`;

/** The server that load balancers talk to: health checks, redirects, and finished answers from the cache. */
export function frontServer({ listen, statusListen, logFolder, dataFolder }: Environment): string {
  return `    # === the front server: every request ===========================================================================

    # Whether the user came over HTTPS. The load balancer ends TLS and says so in this header; the comparison ignores
    # case. Without the header (a load balancer in TCP mode) the answer is no: such a site needs httpsRedirect "off".
    map $http_x_forwarded_proto $sorry_over_https {
        default  no;
        https    yes;
    }
    map "$sorry_https_redirect, https: $sorry_over_https" $sorry_redirect {
        default                   "";
        "permanent, https: no"    301;
        "temporary, https: no"    307;
    }

    # Who asks. For a Host that is no site's: a health check (load balancers send their own requests without
    # X-Forwarded-For), or a person whose domain somebody forgot to list.
    map $http_x_forwarded_for $sorry_stranger {
        default  person;
        ""       health;
    }
    map $sorry_alias $sorry_visitor {
        default  user;
        ""       $sorry_stranger;
    }
    map $sorry_visitor $sorry_unknown_host {
        default  "";
        person   1;
    }

    # The three things in a request that an answer depends on: the site, the format, the encoding.
    map $sorry_alias $sorry_site {
        default  $sorry_alias;
        ""       unknown.invalid;
    }
    # What browsers send stands first: a name is found at once, a pattern is tried on what is no name.
    map $http_accept $sorry_format {
        default                                              html;
        ""                                                   html;
        "*/*"                                                html;
        "~*^(?!.*text/html).*application/(?:[a-z.-]+\\+)?json"  json;
    }
    map $http_accept_encoding $sorry_encoding {
        default                             "";
        ""                                  "";
        "gzip"                              gzip;
        "gzip, deflate"                     gzip;
        "gzip, deflate, br"                 gzip;
        "gzip, deflate, br, zstd"           gzip;
        "~*gzip\\s*;\\s*q=0(?:\\.0*)?(?:,|\\s|$)"  "";
        "~*gzip"                            gzip;
    }

    # An asset's path, decoded, without "..", its query left out, if it is made of plain characters only. It is
    # looked up once, so a later rewrite does not change it. "\\z" is the very end; "$" would let a line feed follow.
    map $uri $sorry_asset {
        default  "";
        "~^/${SORRY_FOLDER}/[A-Za-z0-9._/-]+\\z"  $uri;
    }

    # Where the page came from: CloudFront just now, CloudFront within its seconds, an older good one, the image.
    map "$upstream_cache_status $upstream_http_x_sorry_source" $sorry_source {
        default             $upstream_http_x_sorry_source;
        "HIT fresh"         cached;
        "UPDATING fresh"    cached;
    }
    log_format sorry escape=json
        '{"time":"$time_iso8601","host":"$host","site":"$sorry_alias","method":"$request_method","uri":"$request_uri",'
        '"status":$status,"source":"$sorry_source","bytes":$bytes_sent,"seconds":$request_time,'
        '"upstreamSeconds":"$upstream_response_time","proto":"$http_x_forwarded_proto","for":"$http_x_forwarded_for",'
        '"agent":"$http_user_agent"}';

    server {
${listen.map((address) => `        listen ${address} default_server backlog=4096;`).join("\n")}
        server_name _;               # the only one, so every Host comes here
        access_log ${logFolder}/access.log sorry buffer=64k flush=5s;
        # A line for each request for a domain that is in no account: the list of forgotten domains.
        access_log ${logFolder}/unknown-host.log sorry buffer=8k flush=5s if=$sorry_unknown_host;

        # "/./name" is an address that no client can ask for: nginx takes "." out of a path before it looks for a
        # location.
        if ($sorry_visitor = health)  { rewrite ^ /./health last; }
        if ($sorry_redirect = 301)    { rewrite ^ /./permanent last; }
        if ($sorry_redirect = 307)    { rewrite ^ /./temporary last; }

        # Every method becomes a GET on the way to its answer, and a body is thrown away unread: that is what an
        # error page does. 418 is a word for it between this line and the next; nobody sees it.
        error_page 418 = /./answer;
        recursive_error_pages on;
        location / {
            return 418;
        }

        # What the inner server tells this one, and users need not know.
        proxy_hide_header X-Sorry-Source;
        proxy_hide_header X-Sorry-Kept;
        proxy_hide_header Cache-Control;
        add_header Cache-Control no-store always;    # "always": whatever the status
        add_header Vary "Accept, Accept-Encoding" always;
        proxy_set_header Host $sorry_site;
        proxy_set_header Connection close;
        proxy_set_header Content-Length "";    # default: the user's, with no body to follow
        proxy_set_header Accept-Encoding $sorry_encoding;
        proxy_method GET;
        proxy_read_timeout 4s;       # default 60 s; the inner server takes 2.5 s at the very most

        # From the cache, or from nowhere: "429: not here". One user a second goes on to /./fill, the others get the
        # answer of a moment ago.
        location = /./answer {
            internal;
            proxy_pass http://inner/nothing;
            proxy_cache answers;
            proxy_cache_key $sorry_site$sorry_format$sorry_encoding;
            proxy_cache_use_stale updating;
            proxy_no_cache 1;
            proxy_intercept_errors on;
            error_page 429 500 502 504 = /./fill;
        }

        # Made, and stored by the inner server: one that can't store (the disk is full) breaks off, and here nobody
        # has seen any of it yet.
        location = /./fill {
            internal;
            proxy_pass http://inner/fill/$sorry_format;
            error_page 500 502 504 = /./direct;
        }
        location = /./direct {
            internal;
            proxy_pass http://inner/answer/$sorry_format;
            error_page 500 502 504 =503 /./last-resort;
        }
        location = /./last-resort {
            internal;
            alias ${dataFolder}/pages/generic/index.html;
            etag off;
            if_modified_since off;
        }

        # A health check, on whatever path the load balancer was told to ask. Other methods than GET and HEAD would
        # be 405.
        location = /./health {
            internal;
            access_log off;
            if ($request_uri = ${CONFIG_PATH}) { rewrite ^ /./config last; }
            error_page 405 =200 /./health;
            add_header Cache-Control no-store;
            empty_gif;
        }

        # A deeper check, for who asks for ${CONFIG_PATH}: which config this server runs; 503 if it does not know.
        location = /./config {
            internal;
            access_log off;
            default_type application/json;
            alias ${dataFolder}/release.json;
            error_page 403 404 =503 @no-config;    # by name, as a path would be sent to /./health again
            add_header Cache-Control no-store always;
        }
        location @no-config {
            default_type application/json;
            return 503 '{"error":"no release.json"}\\n';
        }

        # Redirects: one that browsers remember, as there is no Cache-Control (an add_header of its own takes the
        # place of those above; an empty one adds nothing), and one that they don't. $request_uri is what the user
        # sent, still encoded: no header can be smuggled in through it.
        location = /./permanent {
            internal;
            add_header Cache-Control "";
            return 301 https://$host$request_uri;
        }
        location = /./temporary {
            internal;
            add_header Cache-Control no-store always;
            return 307 https://$host$request_uri;
        }

        # What a page shows: its own status, type and caching. The page itself is no such thing: by its own path it
        # would come with 200.
        location = ${PAGE_PATH} {
            return 418;
        }
        location = /${SORRY_FOLDER} {
            return 418;              # else nginx itself would redirect to "/${SORRY_FOLDER}/"
        }
        location ^~ /${SORRY_FOLDER}/ {
            if ($request_method !~ ^(?:GET|HEAD)$) { return 418; }
            if ($sorry_asset = "")                 { return 418; }
            proxy_pass http://inner/asset$sorry_asset;
            proxy_pass_header Cache-Control;
            add_header X-Robots-Tag noindex;
            proxy_intercept_errors on;
            error_page 418 = /./answer;
            error_page 404 429 = /./baked-asset;
            error_page 500 502 504 = /./asset-direct;    # it could not be stored
        }
        location = /./asset-direct {
            internal;
            proxy_pass http://inner/asset-direct$sorry_asset;
            proxy_pass_header Cache-Control;
            add_header X-Robots-Tag noindex;
            proxy_intercept_errors on;
            error_page 404 429 500 502 504 = /./baked-asset;
        }
        location = /./baked-asset {
            internal;
            proxy_pass http://inner/baked-asset$sorry_asset;
            proxy_pass_header Cache-Control;
            add_header X-Robots-Tag noindex;
            proxy_intercept_errors on;
            error_page 403 404 500 502 504 = /./answer;
        }
    }

    # nginx's own figures, for this machine only.
    server {
        listen ${statusListen};
        access_log off;
        location = /nginx_status {
            stub_status;
        }
        location / {
            return 404;
        }
    }
`;
}
