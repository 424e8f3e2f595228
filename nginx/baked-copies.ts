import { SORRY_STATUSES } from "../accounts/types";
import { ANSWER_AGE } from "./answer-age";

/** Of what is no file's address nginx sees no ending, so its type is the default. */
const formCopy = (dataFolder: string, type: string) => `            default_type ${type};
            alias ${dataFolder}/pages/$sorry_baked_page/index-$sorry_baked_status.$sorry_form_ending;
            etag off;
            if_modified_since off;
            add_header Last-Modified "";
            add_header Cache-Control ${ANSWER_AGE} always;
            add_header X-Sorry-Source baked always;
            add_header Retry-After $sorry_baked_retry_after always;
            add_header Strict-Transport-Security $sorry_baked_hsts always;`;

/** The inner server's addresses of the copies in the image: status, page and headers as of the bake. */
export function bakedCopies(dataFolder: string): string {
  return `${SORRY_STATUSES.map(bakedLocations).join("\n")}
        location = /./copy {
            internal;
            default_type "text/html; charset=utf-8";
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
${formCopy(dataFolder, "application/json")}
        }
        location = /./copy-text {
            internal;
${formCopy(dataFolder, '"text/plain; charset=utf-8"')}
        }`;
}

/** nginx can't return a status from a variable, so each has three lines. */
function bakedLocations(status: number): string {
  const location = (format: string, copy: string) =>
    `        location = /./baked/${status}/${format} { internal; error_page ${status} ${copy}; return ${status}; }`;
  return [
    location("html", "/./copy"),
    location("json", "/./copy-json"),
    location("text", "/./copy-text"),
  ].join("\n");
}
