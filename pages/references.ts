import { show } from "../accounts/fault";
import { type Attribute, type Element, attributeOf, attributesOf } from "./html";
import { SORRY_FOLDER } from "./page";

/** A URL in an attribute, and what a browser does with it. */
export interface Reference {
  readonly attribute: Attribute;
  readonly url: string;
  /** A value with another URL in this one's place; of several the last comes first, as it moves none of the others. */
  readonly replace: (value: string, url: string) => string;
  /** Whether the file itself may stand there, as a `data:` URL. */
  readonly inline: boolean;
}

/** Attributes whose URL a browser loads by itself. */
const LOADED: Readonly<Record<string, readonly string[]>> = {
  audio: ["src"],
  feimage: ["href", "xlink:href"],
  image: ["href", "xlink:href"],
  img: ["src", "srcset"],
  input: ["src"],
  script: ["src", "href", "xlink:href"],
  source: ["src", "srcset"],
  track: ["src"],
  use: ["href", "xlink:href"],
  video: ["src", "poster"],
};

/** Relations of a `<link>` that load nothing. @see https://html.spec.whatwg.org/multipage/links.html#linkTypes */
const MENTIONS = new Set([
  ...[
    "alternate",
    "author",
    "bookmark",
    "canonical",
    "help",
    "license",
    "me",
    "next",
    "prev",
    "privacy-policy",
  ],
  ...["search", "shortlink", "tag", "terms-of-service"],
]);

/** Attributes whose URL a user follows. */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "xlink:href"],
  area: ["href"],
  button: ["formaction"],
  form: ["action"],
  input: ["formaction"],
};

const relationsOf = (element: Element) =>
  (attributeOf(element, "rel") ?? "").toLowerCase().split(/\s+/).filter(Boolean);

export const isStylesheet = (element: Element): boolean =>
  element.tagName === "link" && relationsOf(element).includes("stylesheet");

/** A candidate of a srcset: a URL, then its width or density. */
const CANDIDATE = /([^\s,]\S*[^\s,]|[^\s,])(\s+[^\s,]+)?\s*(?:,|$)/g;

function srcsetReferences(attribute: Attribute): Reference[] {
  return [...attribute.value.matchAll(CANDIDATE)].map(({ 0: whole, 1: url = "", index }) => {
    const start = index + whole.indexOf(url);
    return {
      attribute,
      url,
      replace: (value, other) => value.slice(0, start) + other + value.slice(start + url.length),
      inline: false,
    };
  });
}

function loads(element: Element, name: string): boolean {
  const tag = element.tagName.toLowerCase();
  if (name === "background" || name === "ping") return true;
  if (tag !== "link") return LOADED[tag]?.includes(name) ?? false;
  const relations = relationsOf(element);
  return (
    name === "imagesrcset" || (name === "href" && !relations.every((relation) => MENTIONS.has(relation)))
  );
}

/** What a browser loads for an element by itself. */
export function loadsOf(element: Element): Reference[] {
  const inline =
    element.tagName === "img" || element.tagName === "image" || relationsOf(element).includes("icon");
  return attributesOf(element)
    .filter(({ name }) => loads(element, name))
    .flatMap((attribute) => {
      if (attribute.name.endsWith("srcset")) return srcsetReferences(attribute);
      return [{ attribute, url: attribute.value, replace: (_, url) => url, inline }];
    });
}

/** The URL of a `<meta http-equiv="refresh">`. @see https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps */
const REFRESH = /^\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(["']?)(.+?)\1\s*$/is;

/** The URLs that a user follows, or that the page makes them follow. */
function followedOf(element: Element): { readonly attribute: Attribute; readonly url: string }[] {
  const attributes = attributesOf(element);
  if (element.tagName === "meta" && attributeOf(element, "http-equiv")?.toLowerCase() === "refresh") {
    return attributes.flatMap((attribute) => {
      const url = attribute.name === "content" ? REFRESH.exec(attribute.value)?.[2] : undefined;
      return url === undefined ? [] : [{ attribute, url }];
    });
  }
  const names = FOLLOWED[element.tagName.toLowerCase()] ?? [];
  return attributes
    .filter(({ name }) => names.includes(name))
    .map((attribute) => ({ attribute, url: attribute.value }));
}

/** What is wrong with a link, which must lead to the same place wherever the page is shown. */
function linkFault(written: string, files: readonly string[]): string | undefined {
  // As browsers read it.
  const url = written.replaceAll(/[\t\n\r]/g, "").trim();
  if (/^(?:javascript|vbscript):/i.test(url)) {
    return `must have no script in a link, which the page's policy stops, got ${show(url)}. Put it into a <script>.`;
  }
  if (/^data:/i.test(url)) {
    const fix = `Put it into a file of the page's folder, and write /${SORRY_FOLDER}/FILE.`;
    return `must not lead to a data: URL, which browsers do not open, got ${show(url)}. ${fix}`;
  }
  const path = url.replace(/[?#].*$/s, "").replace(/^(?:\.?\/)?/, "");
  if (files.includes(path)) {
    const fix = `Write /${SORRY_FOLDER}/${path}.`;
    return `must name a file of the page's folder by its whole path, as every other path answers with this page, got ${show(url)}. ${fix}`;
  }
  // The page itself, a place in it, a path from the root, a whole URL.
  if (url === "" || /^(?:[#?/\\]|[a-z][a-z0-9+.-]*:)/i.test(url)) return undefined;
  const fix = "Write the whole URL, or its path from the root.";
  return `must not depend on the path that the user asked for, got ${show(url)}. ${fix}`;
}

/**
 * What is wrong with the links of an element.
 *
 * @param files of the page's folder
 */
export function linkFaults(
  element: Element,
  files: readonly string[],
): { readonly attribute: Attribute; readonly message: string }[] {
  // What is saved is not opened.
  const isSaved = attributeOf(element, "download") !== undefined;
  return followedOf(element).flatMap(({ attribute, url }) => {
    if (isSaved && /^data:/i.test(url)) return [];
    const message = linkFault(url, files);
    return message === undefined ? [] : [{ attribute, message }];
  });
}

/** Elements that would show another document in this one; the page's policy has no word for one that is sound. */
export const EMBEDS = new Set(["applet", "embed", "frame", "frameset", "iframe", "object", "portal"]);
