import { SORRY_STATUSES } from "../accounts/types";
import { FORM_ENDINGS } from "../pages/forms";
import { SITE_METADATA } from "../pages/marker";
import { SORRY_FOLDER } from "../pages/page";
import { ANSWER_AGE } from "./answer-age";
import { cloudFront, upstreamMetadata } from "./cloudfront";
import type { Environment } from "./environment";
import { UNKNOWN_ALIAS } from "./virtual-conf";

/*
 * The page as JSON or plain text, in the inner server: objects beside the page at CloudFront, each under a name of the
 * status that it says. Where the status on CloudFront's page has none, as for the minutes in which a changed status
 * spreads, the form is made of the status alone.
 */

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

/** Which form a request within the server is about, and whether CloudFront's answer is one. */
export function formMaps(): string {
  return `    map $sorry_inner_format $sorry_form_ending {
        default  ${FORM_ENDINGS.json};
        text     ${FORM_ENDINGS.text};
    }
    # A form of the page: its file, the status that it says, and the words for it.
    map $request_uri $sorry_form {
        default  "";
        "~/(?<sorry_form_file>index-[0-9]+\\.(?:json|txt))$"  $sorry_form_file;
    }
    map $request_uri $sorry_form_status {
        default  503;
        "~/index-(?<sorry_form_digits>[0-9]+)\\."  $sorry_form_digits;
    }
    map $sorry_form_status $sorry_reason {
        default  "${REASONS[503]}";
${SORRY_STATUSES.map((status) => `        ${status}      "${REASONS[status]}";`).join("\n")}
    }
    # It is the form if it is an object with this site's mark.
    map "$status $upstream_http_content_type ${upstreamMetadata(SITE_METADATA)} $host" $sorry_form_refused {
        default                                                        /./refused;
        "~*^200 application/json ([^ ]+) \\1$"                 "";
        "~*^200 text/plain; ?charset=utf-8 ([^ ]+) \\1$"       "";
    }
    # When to come back, as this server says it where there is no form.
    map $http_retry_after $sorry_made_retry_after {
        default  ',"retryAfter":"$http_retry_after"';
        ""       "";
    }`;
}

/** The steps of /answer: the page's headers, and the form that says the page's status. */
export function formAnswers(): string {
  return `        location = /./json {
            internal;
            if ($upstream_http_x_sorry_kept = "")     { rewrite ^ /./baked last; }
            if ($upstream_http_x_sorry_json = "off")  { rewrite ^ /./html last; }
            rewrite ^ /./form last;
        }
        location = /./text {
            internal;
            if ($upstream_http_x_sorry_kept = "") { rewrite ^ /./baked last; }
            rewrite ^ /./form last;
        }
        # The page's headers, and the form that says the page's status.
        location = /./form {
            internal;
            set $sorry_page_source $upstream_http_x_sorry_source;
            set $sorry_page_retry_after $upstream_http_retry_after;
            set $sorry_page_hsts $upstream_http_strict_transport_security;
            # As for the page: the head first, which says whether there is a form or that none was to be had, and then
            # only what is whole in the cache. Without its redirect it was this server's own failure, or no HTTP.
            proxy_method HEAD;
            proxy_pass http://inner/form/index-$status.$sorry_form_ending;
            error_page 500 502 504 = /./baked;    # this server's own failures, not the page's status
        }
        location = /./form-body {
            internal;
            proxy_pass http://inner/kept-form/index-$status.$sorry_form_ending;
            proxy_set_header Host $host;
            proxy_set_header Connection close;
            proxy_set_header Accept-Encoding $http_accept_encoding;
            proxy_set_header Retry-After $sorry_page_retry_after;
            proxy_hide_header Retry-After;
            proxy_hide_header Cache-Control;
            error_page 500 502 504 = /./baked;    # this server's own failures, not the page's status
            add_header Cache-Control ${ANSWER_AGE} always;
            add_header X-Sorry-Source $sorry_page_source always;
            add_header Retry-After $sorry_page_retry_after always;
            add_header Strict-Transport-Security $sorry_page_hsts always;
        }`;
}

/** Where a form comes from. */
export function formSources({ resolver, edgePort, caFile }: Environment): string {
  return `        # --- /form: finds out the last good form, for its head; /kept-form: its body, or one of the status alone --------
        # Under 200, as nginx compresses no 503.
        location /form/ {
            proxy_pass http://inner/ask-form/$sorry_form;
            proxy_cache pages;
            proxy_cache_key form$host/$sorry_form;
            proxy_cache_lock on;
            proxy_cache_background_update on;
            proxy_cache_use_stale error timeout invalid_header http_429;
            proxy_intercept_errors on;
            error_page 429 500 502 504 =200 /./no-form;
            add_header X-Accel-Redirect /./form-body always;
        }
        location = /./no-form {
            internal;
            add_header X-Accel-Redirect /./form-body always;
            return 200;
        }
        location /kept-form/ {
            proxy_pass http://inner/nothing;
            proxy_cache pages;
            proxy_cache_key form$host/$sorry_form;
            proxy_cache_lock on;     # while it is being stored, wait
            proxy_cache_use_stale error timeout updating http_429;
            proxy_no_cache 1;
            proxy_intercept_errors on;
            error_page 429 500 502 504 =200 /./made-$sorry_inner_format;
            gzip on;
            gzip_comp_level 9;
            gzip_min_length 256;
            gzip_proxied any;
            gzip_types application/json text/plain;
        }
        location = /./made-json {
            internal;
            default_type application/json;
            return 200 '{"status":$sorry_form_status,"error":"$sorry_reason"$sorry_made_retry_after}\\n';
        }
        location = /./made-text {
            internal;
            default_type "text/plain; charset=utf-8";
            return 200 '$sorry_form_status $sorry_reason\\n';
        }

        # --- /ask-form: the form beside CloudFront's page, or 429 -----------------------------------------------------
        location /ask-form/ {
            if ($host = ${UNKNOWN_ALIAS}) { return 429; }
            limit_req zone=forms;
            error_page 429 500 502 504 = /./refused;
            proxy_pass http://inner/fetch-form/$sorry_form;
            proxy_pass_header Cache-Control;
        }
        location /fetch-form/ {
            proxy_pass https://$host:${edgePort}/${SORRY_FOLDER}/$sorry_form;
            error_page 500 502 504 = /./refused;
${cloudFront(resolver, caFile)}
            add_header X-Accel-Redirect $sorry_form_refused always;
            add_header Cache-Control "max-age=4, stale-while-revalidate=60" always;
        }`;
}
