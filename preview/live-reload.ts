import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { type DefaultTreeAdapterTypes, parse } from "parse5";

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

type Policy = Map<string, readonly string[]>;

/** Lets one more source through, where the policy says anything of it: what it says nothing of, it lets through. */
function allow(policy: Policy, source: string, names: readonly string[]): void {
  const ruling = names.find((name) => policy.has(name));
  const sources = ruling === undefined ? undefined : policy.get(ruling);
  if (ruling === undefined || sources === undefined) return;
  const isHash = source.startsWith("'sha256-");
  // Beside a hash it would count no more.
  if (isHash && sources.includes("'unsafe-inline'") && !sources.some((one) => /^'(?:sha|nonce)/.test(one)))
    return;
  const name = ruling === "default-src" ? names.at(-2) : ruling;
  policy.set(name ?? ruling, [...sources.filter((known) => known !== "'none'"), source]);
}

function loosenedPolicy(content: string, hash: string, origin: string): string {
  const policy: Policy = new Map(
    content
      .split(";")
      .map((directive) => directive.trim().split(/\s+/))
      .filter(([name]) => name !== "")
      .map(([name = "", ...sources]) => [name.toLowerCase(), sources]),
  );
  allow(policy, `'sha256-${hash}'`, ["script-src-elem", "script-src", "default-src"]);
  allow(policy, origin, ["connect-src", "default-src"]);
  return [...policy].map((directive) => directive.flat().join(" ")).join("; ");
}

type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(node: DefaultTreeAdapterTypes.ParentNode): Element[] {
  return node.childNodes.flatMap((child) => ("childNodes" in child ? [child, ...elementsOf(child)] : []));
}

const attribute = ({ attrs }: Element, name: string) => attrs.find((one) => one.name === name)?.value;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/**
 * A page whose own policies let one more script run, and listen there; a page without a policy lets everything.
 *
 * @param html bytes as characters, whatever their encoding
 */
function loosened(html: string, script: string, origin: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const policies = elementsOf(parse(html, { sourceCodeLocationInfo: true })).filter(
    (element) =>
      element.tagName === "meta" &&
      attribute(element, "http-equiv")?.toLowerCase() === "content-security-policy",
  );
  let page = html;
  // From the last one on, so that the places of those before stay true.
  for (const meta of policies.reverse()) {
    const place = meta.sourceCodeLocation;
    if (place === null || place === undefined) continue;
    const policy = loosenedPolicy(attribute(meta, "content") ?? "", hash, origin);
    const tag = `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">`;
    page = page.slice(0, place.startOffset) + tag + page.slice(place.endOffset);
  }
  return page;
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
