import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";

type Request = Pick<IncomingMessage, "method" | "headers">;
type Answer = Pick<IncomingMessage, "headers">;

/** Host names that pages listen at; one label, so they are no site's. */
const EVENTS_HOST = /^events-[0-9a-f]+$/;

/** Whether a host, without `.localhost`, is where pages listen for changes. */
export const isEventsHost = (host: string): boolean => EVENTS_HOST.test(host);

/** A browser that opens a page by itself, not in a frame and not for a script. */
const isDocument = ({ method, headers }: Request) =>
  method === "GET" && headers["sec-fetch-dest"] === "document";

const isHtml = ({ headers }: Answer) => headers["content-type"]?.startsWith("text/html") === true;

/**
 * Has pages that a browser opens reload when they change: a script is put behind the page by the load balancer, so
 * what nginx serves is untouched, and only for a browser's own visit (Sec-Fetch-Dest), so every other client gets
 * what nginx serves, byte for byte.
 *
 * Each page listens at a host name of its own, as browsers open six connections a host at most.
 *
 * @param port of the preview
 */
export function liveReload(
  port: () => number,
): (request: Request) => ((answer: Answer) => Transform | undefined) | undefined {
  return (request) => {
    if (!isDocument(request)) return undefined;
    return (answer) => {
      if (!isHtml(answer)) return undefined;
      const url = `http://events-${randomBytes(8).toString("hex")}.localhost:${port()}/`;
      const script = `<script>new EventSource("${url}").addEventListener("reload", () => location.reload());</script>`;
      return new Transform({
        transform: (chunk, _encoding, done) => {
          done(null, chunk);
        },
        flush: (done) => {
          done(null, `\n${script}\n`);
        },
      });
    };
  };
}
