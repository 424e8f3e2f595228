import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Where pages are looked for, the first hit counts. Absolute paths. */
export type PageRoots = readonly string[];

export type FoundPage =
  | { readonly kind: "page"; readonly folder: string }
  | { readonly kind: "no-index"; readonly folder: string }
  | { readonly kind: "missing" };

const isFile = (path: string) => existsSync(path) && statSync(path).isFile();
const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** The page's folder: the first of that name with an index.html, else the first of that name. */
export function findPage(roots: PageRoots, name: string): FoundPage {
  const folders = roots.map((root) => join(root, name)).filter(isFolder);
  const whole = folders.find((folder) => isFile(join(folder, "index.html")));
  if (whole !== undefined) return { kind: "page", folder: whole };
  const [first] = folders;
  return first === undefined ? { kind: "missing" } : { kind: "no-index", folder: first };
}

/** The same for one set of roots; it looks for a page once, however many sites have it. */
export function pageFinder(roots: PageRoots): (name: string) => FoundPage {
  const pages = new Map<string, FoundPage>();
  return (name) => {
    const page = pages.get(name) ?? findPage(roots, name);
    pages.set(name, page);
    return page;
  };
}

/** The folders of all pages, by name, sorted by it. */
export function allPages(roots: PageRoots): ReadonlyMap<string, string> {
  const names = roots.filter(isFolder).flatMap((root) => readdirSync(root));
  return new Map(
    [...new Set(names)].sort().flatMap((name) => {
      const found = findPage(roots, name);
      return found.kind === "page" ? [[name, found.folder] as const] : [];
    }),
  );
}
