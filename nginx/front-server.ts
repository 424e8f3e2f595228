import { PAGE_FILE, SORRY_FOLDER } from "../pages/page";
import { GENERIC_PAGE } from "../pages/platform-pages";
import type { Environment } from "./environment";
import { UNKNOWN_ALIAS } from "./virtual-conf";

/** A load balancer's own path for asking whether a server knows its config; see `/./config` below. */
export const CONFIG_PATH = `/${SORRY_FOLDER}/config`;

/** The server that load balancers talk to: health checks, redirects, and finished answers from the cache. */
export function frontServer({ listen, statusListen, logFolder, dataFolder }: Environment): string {
  return `    # === the front server: every request ===========================================================================

    # What a request is: "" is for the page, and any other word for the address "/./WORD" below. Variables that stand
    # here as values are looked up only where they are needed.
    map $sorry_alias $sorry_detour {
        default            $sorry_user_detour;
        ${UNKNOWN_ALIAS}    $sorry_stranger_detour;
    }
    # A Host that is no site's: a health check (load balancers send their own requests without X-Forwarded-For), or a
    # person whose domain somebody forgot to list.
    map $http_x_forwarded_for $sorry_stranger_detour {
        default  $sorry_asset_detour;
        ""       health;
    }
    # Whether the user came over HTTPS. The load balancer ends TLS and says so in this header; the comparison ignores
    # case. Without the header (a load balancer in TCP mode) the answer is no: such a site needs httpsRedirect "off".
    map $http_x_forwarded_proto $sorry_user_detour {
        default  $sorry_http_detour;
        https    $sorry_asset_detour;
    }
    map $sorry_https_redirect $sorry_http_detour {
        default  $sorry_https_redirect;
        off      $sorry_asset_detour;
    }
    # An asset's path, decoded, without "..", its query left out, if it is made of plain characters only. It is not the
    # page's own path or one of its forms', by which the page would come with 200. "\\z" is the very end; "$" would let a line feed follow.
    map $uri $sorry_asset_detour {
        default  "";
        "~^(?<sorry_asset>/${SORRY_FOLDER}/(?!index(?:-[0-9]+)?\\.(?:html|json|txt)\\z)[A-Za-z0-9._/-]+)\\z"  asset;
    }
    # Health checks are not logged, so whoever is logged for no site's Host is a person.
    map $sorry_alias $sorry_forgotten {
        default            "";
        ${UNKNOWN_ALIAS}    1;
    }

    # Beside the site an answer depends on two things: the format, and the encoding.
    # What browsers send stands first: a name is found at once, a pattern is tried on what is no name.
    map $http_accept $sorry_format {
        default                                              html;
        ""                                                   html;
        "*/*"                                                html;
        "~*^(?!.*text/html).*application/(?:[a-z.-]+\\+)?json"  json;
        "~*^(?!.*text/html).*text/plain"                      text;
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

    # "source" is where the page came from: fresh (CloudFront, within its seconds; the answer was made for this request),
    # cached (the same, and the answer was there), stale (the last good page), baked (the image).
    log_format sorry escape=json
        '{"time":"$time_iso8601","site":"$sorry_alias","source":"$upstream_http_x_sorry_source","status":$status,'
        '"host":"$host","method":"$request_method","uri":"$request_uri","bytes":$bytes_sent,"seconds":$request_time,'
        '"upstreamSeconds":"$upstream_response_time","proto":"$http_x_forwarded_proto","for":"$http_x_forwarded_for",'
        '"agent":"$http_user_agent"}';

    server {
${listen.map((address) => `        listen ${address} default_server backlog=4096;`).join("\n")}
        server_name _;               # the only one, so every Host comes here
        access_log ${logFolder}/access.log sorry buffer=64k flush=5s;
        # A line for each request for a domain that is in no account: the list of forgotten domains.
        access_log ${logFolder}/unknown-host.log sorry buffer=8k flush=5s if=$sorry_forgotten;

        # "/./WORD" is an address that no client can ask for: nginx takes "." out of a path before it looks for a
        # location. What is no detour is for the page: every method becomes a GET on the way to it, and a body is
        # thrown away unread. That is what an error page does; 418 is a word for it between this line and the last,
        # which nobody sees.
        location / {
            if ($sorry_detour) { rewrite ^ /./$sorry_detour last; }
            return 418;
        }
        # What nginx refuses before it has looked for a location: a page of ours, under nginx's status.
        error_page 400 405 414 494 500 501 505 /./generic;
        error_page 418 = /./answer;
        recursive_error_pages on;

        # What the inner server tells this one, and users need not know.
        proxy_hide_header X-Sorry-Source;
        proxy_hide_header X-Sorry-Kept;
        proxy_hide_header Cache-Control;
        add_header Cache-Control no-store always;    # "always": whatever the status
        add_header Vary "Accept, Accept-Encoding" always;
        proxy_set_header Host $sorry_alias;
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
            proxy_cache_key $sorry_alias$sorry_format$sorry_encoding;
            proxy_ignore_headers Cache-Control;    # how old it may be has been decided when it was stored
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
            error_page 500 502 504 =503 /./generic;
        }
        location = /./generic {
            internal;
            alias ${dataFolder}/pages/${GENERIC_PAGE}/${PAGE_FILE};
            etag off;
            if_modified_since off;
            max_ranges 0;
            add_header Last-Modified "";
            add_header Cache-Control no-store always;
            add_header Vary "Accept, Accept-Encoding" always;
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
            access_log off;
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

        # What a page shows: its own status, type and caching.
        location = /./asset {
            internal;
            if ($request_method !~ ^(?:GET|HEAD)$) { return 418; }
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
