import { createHash, randomBytes } from "node:crypto";
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
 * A page whose own policy lets one more script run, and listen there; a page without a policy lets everything.
 *
 * @param html bytes as characters, whatever their encoding
 */
function loosened(html: string, script: string, origin: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const leave = { "script-src": `'sha256-${hash}'`, "connect-src": origin };
  return html.replace(
    /(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"/i,
    (_, meta: string, policy: string) => {
      const directives = new Map(
        policy.split(";").map((directive) => {
          const [name = "", ...sources] = directive.trim().split(/\s+/);
          return [name, sources];
        }),
      );
      for (const [name, source] of Object.entries(leave)) {
        directives.set(name, [...(directives.get(name) ?? []).filter((known) => known !== "'none'"), source]);
      }
      return `${meta}${[...directives].map((directive) => directive.flat().join(" ")).join("; ")}"`;
    },
  );
}

/**
 * Has pages that a browser opens reload when they change: a script is put behind the page by the load balancer, so
 * what nginx serves is untouched, and only for a browser's own visit (Sec-Fetch-Dest), so every other client gets
 * what nginx serves, byte for byte. The page's policy is told of the script, and stops every other one as before.
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
      const origin = `http://events-${randomBytes(8).toString("hex")}.localhost:${port()}`;
      const script = `new EventSource("${origin}/").addEventListener("reload", () => location.reload());`;
      const chunks: Buffer[] = [];
      return new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          chunks.push(chunk);
          done();
        },
        flush: (done) => {
          const page = loosened(Buffer.concat(chunks).toString("latin1"), script, origin);
          done(null, Buffer.from(`${page}\n<script>${script}</script>\n`, "latin1"));
        },
      });
    };
  };
}
