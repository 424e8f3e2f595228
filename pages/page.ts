import { type Dirent, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { contentType } from "mime-types";
import { PageError, type PageFault } from "./page-fault";
import { type PageDescription, readPageJson } from "./page-json";
import { isText, utf8Text } from "./text-file";

/**
 * Where a site's page and assets live below its origin path. Nothing that a site serves stands outside of it, so
 * that every path a user can type is an error, and gets the page under the site's status.
 */
export const SORRY_FOLDER = "_sorry";

/** The page's own file in its folder. */
export const PAGE_FILE = "index.html";

/** The path of the page on its site's distribution. */
export const PAGE_PATH = `/${SORRY_FOLDER}/${PAGE_FILE}`;

/** What a page has to say, beside its index.html; its presence makes the index.html a template. */
export const DESCRIPTION_FILE = "page.json";

/** Parts of pages: beside a page's index.html, or beside the pages for all of them. No page has such a name. */
export const PARTIALS_FOLDER = "_partials";

/**
 * An asset's size is limited to what S3 clients upload in one part: only such an object's ETag is its MD5, by which
 * Terraform notices that somebody changed it.
 */
export const LARGEST_FILE = 5 * 1024 * 1024;

/** One file of a page, as somebody wrote it. */
export interface SourceFile {
  /** Below the page's folder, with `/`: `index.html`, `img/logo.svg`, `../_partials/head.html`. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** A folder of site-content/, read; {@link buildPage} makes of it what users get. */
export interface Page {
  readonly name: string;
  readonly document: SourceFile;
  /** Its page.json. @default none: the index.html is plain HTML */
  readonly description?: PageDescription;
  /** By name, without `.html`. */
  readonly partials: ReadonlyMap<string, SourceFile>;
  /** All its other files, sorted by path. */
  readonly assets: readonly SourceFile[];
}

/** With its charset: `text/html; charset=utf-8`. By the ending alone: to mime-types, a file named `html` is HTML. */
export const typeOf = (path: string): string | undefined => contentType(extname(path)) || undefined;

const isPartial = (path: string) => path.replace(/^\.\.\//, "").startsWith(`${PARTIALS_FOLDER}/`);

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

function checkFile(path: string, entry: Dirent, source: string): string | undefined {
  if (!SEGMENT.test(entry.name)) {
    return "must be named with letters, digits, dots, hyphens and underscores, as its name becomes a URL. Rename it.";
  }
  if (entry.isDirectory()) return undefined;
  if (!entry.isFile()) return "must be a file or a folder of its own. Put a copy where the link is.";
  const type = typeOf(entry.name);
  if (type === undefined) return "must have an ending that tells its type. Give it one, as in logo.svg.";
  if (type.startsWith("text/html") && path !== PAGE_FILE && !isPartial(path)) {
    return `must not be a second page: a site shows its ${PAGE_FILE} on every path. Put it into ${PAGE_FILE}, or name it ${PARTIALS_FOLDER}/${basename(path)} and render it there.`;
  }
  const { size } = statSync(source);
  if (size > LARGEST_FILE) return `must be at most ${LARGEST_FILE} bytes, has ${size}. Make it smaller.`;
  if (size === 0 && path === PAGE_FILE) return "must not be empty. Write the page.";
  return undefined;
}

function readFolder(folder: string, below: string, faults: PageFault[]): SourceFile[] {
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
    const written = readFileSync(source);
    const bytes = isText(typeOf(path) ?? "") ? utf8Text(written) : written;
    if (bytes !== undefined) return [{ path, bytes }];
    faults.push({ file: path, message: "must be in UTF-8. Save it so." });
    return [];
  });
}

/** This program's own, so that its pages and their parts are there wherever somebody's accounts and pages are. */
export const SITE_CONTENT = join(__dirname, "..", "site-content");

/** The partials that a page may render: its own, those beside its folder, the repository's; the first of a name. */
function readPartials(
  folder: string,
  own: readonly SourceFile[],
  faults: PageFault[],
): ReadonlyMap<string, SourceFile> {
  const shared = [...new Set([dirname(folder), SITE_CONTENT])].flatMap((parent) => {
    const partials = join(parent, PARTIALS_FOLDER);
    if (!existsSync(partials)) return [];
    const found: PageFault[] = [];
    const files = readFolder(partials, `../${PARTIALS_FOLDER}/`, found);
    // What else lies there is no page's.
    faults.push(...found.filter(({ file }) => file.endsWith(".html")));
    return files;
  });
  const partials = new Map<string, SourceFile>();
  for (const file of [...own, ...shared].filter(({ path }) => path.endsWith(".html"))) {
    const name = file.path.slice(file.path.indexOf(`${PARTIALS_FOLDER}/`) + PARTIALS_FOLDER.length + 1, -5);
    if (!partials.has(name)) partials.set(name, file);
  }
  return partials;
}

/**
 * Reads a page's folder. Files whose name begins with a dot are left out.
 *
 * @param folder holds an index.html
 * @throws {@link PageError} with every fault in the folder
 */
export function readPage(folder: string): Page {
  const name = basename(folder);
  const faults: PageFault[] = [];
  const files = readFolder(folder, "", faults).sort((a, b) => (a.path < b.path ? -1 : 1));
  const document = files.find(({ path }) => path === PAGE_FILE);
  if (document === undefined && !faults.some(({ file }) => file === PAGE_FILE)) {
    faults.push({ file: PAGE_FILE, message: "must be there. Write the page." });
  }
  const written = files.find(({ path }) => path === DESCRIPTION_FILE);
  const description =
    written &&
    readPageJson(written.bytes.toString(), (message, line) =>
      faults.push({ file: DESCRIPTION_FILE, line, message }),
    );
  const own = files.filter(({ path }) => isPartial(path));
  const partials = written === undefined ? new Map<string, SourceFile>() : readPartials(folder, own, faults);
  if (document === undefined || faults.length > 0) throw new PageError(name, faults);
  return {
    name,
    document,
    ...(description && { description }),
    partials,
    assets: files.filter((file) => file !== document && file !== written && !isPartial(file.path)),
  };
}
