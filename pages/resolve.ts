import { posix } from "node:path";
import { closest } from "../accounts/closest";
import { show } from "../accounts/fault";
import { SORRY_FOLDER } from "./page";

/** Where a reference leads: to a file of the page's folder, to the document itself or into itself, or wrong. */
export type Target =
  | { readonly kind: "file"; readonly path: string; readonly fragment: string }
  | { readonly kind: "inline" }
  | { readonly kind: "data"; readonly type: string }
  | { readonly kind: "fault"; readonly message: string };

const PREFIX = `/${SORRY_FOLDER}/`;

const missing = (got: string, path: string, files: readonly string[]): Target => {
  const near = closest(path, files);
  const fix = near === undefined ? "Put the file into the page's folder." : `Did you mean ${near}?`;
  return { kind: "fault", message: `must name a file that is there, got ${show(got)}. ${fix}` };
};

/** A policy that let a script or a style be in a URL would let in anybody's. */
function dataTarget(type: string, url: string): Target {
  if (/^(?:image|font|audio|video)\/|^application\/(?:x-)?font|^$/.test(type)) {
    // As in an empty icon, "data:,".
    return { kind: "data", type: type === "" ? "image/" : type };
  }
  const fix = "Put it into a file of the page's folder, or into the page.";
  return { kind: "fault", message: `must hold a picture, a font or a sound, got ${show(url)}. ${fix}` };
}

/**
 * Where a reference leads that a browser follows by itself.
 *
 * @param from the file that has it
 * @param files the page's assets
 */
export function resolveReference(written: string, from: string, files: readonly string[]): Target {
  const url = written.trim();
  if (url === "" || url.startsWith("#")) return { kind: "inline" };
  const data = /^data:([^;,]*)/i.exec(url);
  if (data !== null) return dataTarget((data[1] ?? "").toLowerCase(), url);
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|\\\\)/i.test(url)) {
    const fix = "Put a copy into the page's folder, and name that.";
    return { kind: "fault", message: `must load nothing from elsewhere, got ${show(url)}. ${fix}` };
  }
  const [, path = "", fragment = ""] = /^([^?#]*)(?:\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  if (path.startsWith(PREFIX)) {
    const below = path.slice(PREFIX.length);
    return files.includes(below) ? { kind: "file", path: below, fragment } : missing(url, below, files);
  }
  if (path.startsWith("/")) {
    const fix = "Put the file into the page's folder, and name it from there, as in logo.svg.";
    return {
      kind: "fault",
      message: `must load a file of the page's own folder, as every other path answers with this page, got ${show(url)}. ${fix}`,
    };
  }
  const below = posix.join(posix.dirname(from), path);
  return files.includes(below) ? { kind: "file", path: below, fragment } : missing(url, below, files);
}

/**
 * What is wrong with the URL of a file where only its whole path is rewritten: in a script, a manifest.
 *
 * @param got what to show of it
 */
export function wholePathFault(url: string, got = url): string | undefined {
  if (url.startsWith(PREFIX)) return undefined;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url)) {
    const fix = `Put a copy into the page's folder, and write ${PREFIX}FILE.`;
    return `must load nothing from elsewhere, which the page's policy stops, got ${show(got)}. ${fix}`;
  }
  const file = url.replace(/^[./]*\//, "").replace(/[?#].*$/s, "");
  return `must name a file of the page's folder by its whole path, got ${show(got)}. Write ${PREFIX}${file}.`;
}

/** `/_sorry/FILE` in a script, a manifest or an attribute that HTML does not know: a file by its whole path. */
export const WHOLE_PATHS = new RegExp(`${PREFIX}([A-Za-z0-9._/-]*[A-Za-z0-9_-])`, "g");
