import { createHash } from "node:crypto";
import type { Load } from "./assets";

/** The directive for what has a media type. */
function directiveFor(type: string): string {
  if (type.startsWith("image/")) return "img-src";
  if (/^font\/|^application\/(?:x-)?font/.test(type)) return "font-src";
  if (/^(?:audio|video)\/|^text\/vtt/.test(type)) return "media-src";
  if (type.startsWith("text/css")) return "style-src";
  if (type.includes("javascript")) return "script-src";
  return type.startsWith("application/manifest") ? "manifest-src" : "connect-src";
}

const hashOf = (text: string) => {
  // Browsers read the text as HTML does: with line feeds alone.
  const seen = text.replaceAll(/\r\n?/g, "\n");
  return `'sha256-${createHash("sha256").update(seen).digest("base64")}'`;
};

/** In this order, whatever comes first in the page. */
const ORDER = [
  ...["default-src", "base-uri", "form-action", "script-src", "style-src", "style-src-attr"],
  ...["img-src", "font-src", "media-src", "manifest-src", "connect-src"],
];

/**
 * A page's Content-Security-Policy: what is in the page, by hash, and what it loads, by kind. Nothing else.
 * @see https://www.w3.org/TR/CSP3/
 */
export class Policy {
  private readonly sources = new Map([
    ["default-src", new Set(["'none'"])],
    ["base-uri", new Set(["'none'"])],
  ]);

  private allow(directive: string, ...sources: readonly string[]): void {
    this.sources.set(directive, new Set([...(this.sources.get(directive) ?? []), ...sources]));
  }

  allowLoads(loads: readonly Load[]): void {
    for (const { source, type } of loads) this.allow(directiveFor(type), source);
  }

  allowScript(text: string): void {
    this.allow("script-src", hashOf(text));
    this.allowRequestsOf(text);
  }

  /** What a script may ask for: the site itself, such as whether it is back, if it asks for anything. */
  allowRequestsOf(text: string): void {
    if (/\b(?:fetch|XMLHttpRequest|sendBeacon|EventSource)\b/.test(text)) this.allow("connect-src", "'self'");
  }

  allowStyle(text: string): void {
    this.allow("style-src", hashOf(text));
  }

  /** A `style` attribute. */
  allowStyleAttribute(text: string): void {
    this.allow("style-src-attr", "'unsafe-hashes'", hashOf(text));
  }

  /** @param action a form's, with or without a host */
  allowForm(action: string): void {
    if (!URL.canParse(action)) {
      this.allow("form-action", "'self'");
      return;
    }
    const { origin, protocol } = new URL(action);
    // As of mailto:, which has no host.
    this.allow("form-action", origin === "null" ? protocol : origin);
  }

  toString(): string {
    if (!this.sources.has("form-action")) this.allow("form-action", "'none'");
    return ORDER.flatMap((directive) => {
      const sources = this.sources.get(directive);
      return sources === undefined ? [] : [`${directive} ${[...sources].sort().join(" ")}`];
    }).join("; ");
  }
}
