import { SaxesParser, type SaxesTagNS } from "saxes";
import { expected, show } from "../accounts/fault";
import { cssFaults, cssUrls } from "./css";
import { EMBEDS } from "./references";

const SVG = "http://www.w3.org/2000/svg";

type ReportLine = (message: string, line: number) => void;

/** A picture's own part, or within itself. */
const isOwn = (url: string) => /^(?:#|data:|$)/i.test(url.trim());

const foreign = (url: string) =>
  `must load nothing, as a picture it can't, got ${show(url)}. Put it into the SVG itself.`;

/** What a picture's attribute or style must not load. */
const loaded = (css: string) => cssUrls(css).flatMap(({ url }) => (isOwn(url) ? [] : [foreign(url)]));

function attributeFaults({ local, attributes }: SaxesTagNS): string[] {
  return Object.values(attributes).flatMap(({ local: name, value }) => {
    if (/^on[a-z]/.test(name)) return [`must have no script, got ${name}. Take it out.`];
    if (/url\(/i.test(value)) return loaded(value);
    if (!/^(?:href|src|srcset|poster|data)$/.test(name)) return [];
    if (local !== "a") return isOwn(value) ? [] : [foreign(value)];
    return /^\s*javascript:/i.test(value) ? [`must have no script, got ${show(value)}. Take it out.`] : [];
  });
}

/** Reports what keeps an SVG from being a picture, and what it must not have: opened by itself it is a document. */
export function checkSvg(text: string, report: ReportLine): void {
  const parser = new SaxesParser({ xmlns: true, position: true });
  let isBroken = false;
  let line = 1;
  const open: SaxesTagNS[] = [];
  parser.on("error", (error) => {
    // The first alone: the others may follow from it.
    if (!isBroken) {
      const what = error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
      report(`must be XML, as every SVG (${what}). Mend it.`, parser.line);
    }
    isBroken = true;
  });
  parser.on("xmldecl", ({ encoding = "utf-8" }) => {
    if (encoding.toLowerCase() === "utf-8") return;
    report(expected("must be in UTF-8", encoding, 'Write encoding="UTF-8".'), 1);
  });
  // Adobe's programs name their namespaces so.
  parser.on("doctype", (doctype) => {
    for (const [, name = "", value = ""] of doctype.matchAll(/<!ENTITY\s+([\w.-]+)\s+["']([^"'<&]*)["']/g)) {
      parser.ENTITIES[name] = value;
    }
  });
  parser.on("processinginstruction", ({ target, body }) => {
    if (target === "xml-stylesheet") report(foreign(body), parser.line);
  });
  parser.on("opentagstart", () => {
    ({ line } = parser);
  });
  parser.on("opentag", (tag) => {
    const { local, uri } = tag;
    if (open.length === 0 && (local !== "svg" || uri !== SVG)) {
      report(
        expected("must be an SVG, or browsers show nothing", `<${tag.name}>`, `Write <svg xmlns="${SVG}">.`),
        line,
      );
    }
    open.push(tag);
    if (local === "script") report("must have no script. Take it out.", line);
    if (EMBEDS.has(local)) report(`must not embed another document, got <${local}>. Take it out.`, line);
    for (const message of attributeFaults(tag)) report(message, line);
  });
  parser.on("closetag", () => open.pop());
  const style = (css: string) => {
    if (open.at(-1)?.local !== "style") return;
    for (const message of [...cssFaults(css).map(({ message }) => message), ...loaded(css)])
      report(message, line);
  };
  parser.on("text", style);
  parser.on("cdata", style);
  parser.write(text).close();
}
