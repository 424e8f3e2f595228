import { createHash } from "node:crypto";
import { type Dirent, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { contentType } from "mime-types";
import { printable } from "../accounts/fault";

/**
 * Where a site's page and assets live below its origin path. Nothing that a site serves stands outside of it, so
 * that every path a user can type is an error, and gets the page under the site's status.
 */
export const SORRY_FOLDER = "_sorry";

/** The page's own file in its folder. */
export const PAGE_FILE = "index.html";

/** The path of the page on its site's distribution. */
export const PAGE_PATH = `/${SORRY_FOLDER}/${PAGE_FILE}`;

/**
 * An asset's size is limited to what S3 clients upload in one part: only such an object's ETag is its MD5, by which
 * Terraform notices that somebody changed it.
 */
export const LARGEST_FILE = 5 * 1024 * 1024;

/** One file of a page. */
export interface PageFile {
  /** Below the page's folder, with `/`: `index.html`, `img/logo.svg`. */
  readonly path: string;
  /** Where it is on this machine. */
  readonly source: string;
  /** With its charset: `text/html; charset=utf-8`. */
  readonly contentType: string;
  /** In lower-case hexadecimal digits. */
  readonly md5: string;
}

/** A folder of site-content/, read. */
export interface Page {
  readonly name: string;
  /** The page itself. */
  readonly document: PageFile;
  /** All its other files, sorted by path. */
  readonly assets: readonly PageFile[];
}

/** Something wrong with a page; a sentence of rule and fix, and the file in the folder. */
export interface PageFault {
  readonly file: string;
  readonly message: string;
}

/** By the ending alone: to mime-types, a file named `html` would be HTML. */
const typeOf = (fileName: string) => contentType(extname(fileName));

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

function checkFile(path: string, entry: Dirent, source: string): string | undefined {
  if (!SEGMENT.test(entry.name)) {
    return "must be named with letters, digits, dots, hyphens and underscores, as its name becomes a URL. Rename it.";
  }
  if (entry.isDirectory()) return undefined;
  if (!entry.isFile()) return "must be a file or a folder of its own. Put a copy where the link is.";
  if (typeOf(entry.name) === false) {
    return "must have an ending that tells its type. Give it one, as in logo.svg.";
  }
  const { size } = statSync(source);
  if (size > LARGEST_FILE) return `must be at most ${LARGEST_FILE} bytes, has ${size}. Make it smaller.`;
  if (size === 0 && path === PAGE_FILE) return "must not be empty. Write the page.";
  return undefined;
}

function readFolder(folder: string, below: string, faults: PageFault[]): PageFile[] {
  const entries = readdirSync(folder, { withFileTypes: true })
    // .DS_Store, .gitkeep, an editor's swap file: no part of a page.
    .filter((entry) => !entry.name.startsWith("."));
  return entries.flatMap((entry) => {
    const path = `${below}${entry.name}`;
    const source = join(folder, entry.name);
    const message = checkFile(path, entry, source);
    if (message !== undefined) {
      faults.push({ file: path, message });
      return [];
    }
    if (entry.isDirectory()) return readFolder(source, `${path}/`, faults);
    const type = typeOf(entry.name);
    const md5 = createHash("md5").update(readFileSync(source)).digest("hex");
    return [{ path, source, contentType: type === false ? "" : type, md5 }];
  });
}

/**
 * Reads a page's folder. Files whose name begins with a dot are left out.
 *
 * @param folder holds an index.html
 * @throws {@link PageError} with every fault in the folder
 */
export function readPage(folder: string): Page {
  const faults: PageFault[] = [];
  const files = readFolder(folder, "", faults).sort((a, b) => (a.path < b.path ? -1 : 1));
  const document = files.find(({ path }) => path === PAGE_FILE);
  if (document === undefined && !faults.some(({ file }) => file === PAGE_FILE)) {
    faults.push({ file: PAGE_FILE, message: "must be there. Write the page." });
  }
  if (document === undefined || faults.length > 0) throw new PageError(basename(folder), faults);
  return { name: basename(folder), document, assets: files.filter((file) => file !== document) };
}

/** Thrown with all the faults of one page. */
export class PageError extends Error {
  constructor(
    readonly page: string,
    readonly faults: readonly PageFault[],
  ) {
    super(faults.map(({ file, message }) => `site-content/${page}/${printable(file)} ${message}`).join("\n"));
    this.name = "PageError";
  }
}
