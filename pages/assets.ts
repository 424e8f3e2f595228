import { createHash } from "node:crypto";
import { extname } from "node:path";
import { type BuiltFile, builtFile } from "./built-page";
import { cssFaults, cssUrls, minifyCss, urlEdit } from "./css";
import { type Edit, applyEdits } from "./edits";
import { lineAt } from "./liquid-syntax";
import { manifestFaults } from "./manifests";
import { type Page, SORRY_FOLDER, type SourceFile, typeOf } from "./page";
import type { ReportFault } from "./page-fault";
import { WHOLE_PATHS, resolveReference } from "./resolve";
import { type ScriptFault, scriptFaults } from "./scripts";
import { checkSvg } from "./svg";
import { isText } from "./text-file";

/** Where something that a page loads comes from, in the words of a Content-Security-Policy, and its media type. */
export interface Load {
  readonly source: "'self'" | "data:";
  readonly type: string;
}

/** An asset as it is served, and what it loads itself. */
export interface BuiltAsset {
  readonly file: BuiltFile;
  /** Itself within a page or a style, where it is small enough for that. */
  readonly dataUrl?: string;
  readonly loads: readonly Load[];
  /** The assets that it names, straight or by another. */
  readonly uses: readonly BuiltAsset[];
}

/** What a reference becomes. */
export interface Resolved {
  readonly url: string;
  readonly loads: readonly Load[];
  readonly uses: readonly BuiltAsset[];
}

/** The largest image or font that goes into the page itself, in bytes: a request of its own costs more. */
export const LARGEST_INLINE = 4096;

/** What all of them may be together, in bytes, the smallest first, so that the page stays within its budget. */
export const LARGEST_INLINE_TOTAL = 8192;

const HASH_DIGITS = 10;

const hashed = (path: string, bytes: Buffer) => {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, HASH_DIGITS);
  const ending = extname(path);
  return `${path.slice(0, -ending.length)}-${hash}${ending}`;
};

/** An SVG stays readable in a data URL, and compresses. */
function dataUrl(type: string, bytes: Buffer): string {
  if (!type.startsWith("image/svg")) return `data:${type};base64,${bytes.toString("base64")}`;
  const text = encodeURIComponent(bytes.toString()).replaceAll(/%(?:20|2C|2F|3A|3B|3D)/g, decodeURIComponent);
  return `data:${type},${text}`;
}

/** The paths of the images and fonts that go into the page itself. */
function inlinePaths(assets: readonly SourceFile[]): ReadonlySet<string> {
  const small = assets
    .filter(
      ({ path, bytes }) => /^(?:image|font)\//.test(typeOf(path) ?? "") && bytes.length <= LARGEST_INLINE,
    )
    .sort((a, b) => a.bytes.length - b.bytes.length || (a.path < b.path ? -1 : 1));
  let total = 0;
  return new Set(
    small.filter(({ bytes }) => (total += bytes.length) <= LARGEST_INLINE_TOTAL).map(({ path }) => path),
  );
}

/** A page's assets: each checked, its own references rewritten, named by its content. */
export class Assets {
  private readonly built = new Map<string, BuiltAsset | undefined>();
  /** Of all files, below the page's folder. */
  readonly paths: readonly string[];
  private readonly packages: "packages" | "none";
  private readonly inline: ReadonlySet<string>;

  /** @param report is told what is wrong with an asset */
  constructor(
    private readonly page: Page,
    private readonly report: ReportFault,
  ) {
    this.paths = page.assets.map(({ path }) => path);
    this.inline = inlinePaths(page.assets);
    const texts = [page.document, ...page.partials.values()];
    this.packages = texts.some(({ bytes }) => bytes.includes("importmap")) ? "packages" : "none";
    for (const { path } of page.assets) this.asset(path, []);
  }

  /**
   * What a reference becomes: a URL of the asset, or the asset itself.
   *
   * @param inline whether the asset itself may stand there
   * @returns undefined where the reference leads nowhere, which is reported, or needs no change
   */
  resolve(
    written: string,
    from: string,
    { inline = true, report }: { readonly inline?: boolean; readonly report: (message: string) => void },
    within: readonly string[] = [],
  ): Resolved | undefined {
    const target = resolveReference(written, from, this.paths);
    if (target.kind === "fault") report(target.message);
    if (target.kind === "data") {
      return { url: written, loads: [{ source: "data:", type: target.type }], uses: [] };
    }
    if (target.kind !== "file") return undefined;
    if (within.includes(target.path)) {
      report(
        `must not load itself, got ${[...within, target.path].join(" -> ")}. Take one of the references out.`,
      );
      return undefined;
    }
    const asset = this.asset(target.path, within);
    if (asset === undefined) return undefined;
    const type = typeOf(target.path) ?? "";
    if (inline && target.fragment === "" && asset.dataUrl !== undefined) {
      return { url: asset.dataUrl, loads: [{ source: "data:", type }], uses: [] };
    }
    return {
      url: `/${SORRY_FOLDER}/${asset.file.path}${target.fragment}`,
      loads: [{ source: "'self'", type }, ...asset.loads],
      uses: [asset, ...asset.uses],
    };
  }

  private asset(path: string, within: readonly string[]): BuiltAsset | undefined {
    if (!this.built.has(path)) {
      const source = this.page.assets.find((asset) => asset.path === path);
      this.built.set(path, source && this.build(source, [...within, path]));
    }
    return this.built.get(path);
  }

  private build({ path, bytes }: SourceFile, within: readonly string[]): BuiltAsset {
    const type = typeOf(path) ?? "";
    const resolved: Resolved[] = [];
    const rewritten = isText(type)
      ? Buffer.from(this.rewrite(path, bytes.toString(), within, resolved))
      : bytes;
    const file = builtFile(hashed(path, rewritten), type, rewritten, path);
    return {
      file,
      ...(this.inline.has(path) ? { dataUrl: dataUrl(type, rewritten) } : {}),
      loads: resolved.flatMap(({ loads }) => loads),
      uses: resolved.flatMap(({ uses }) => uses),
    };
  }

  private codeFaults(path: string, type: string, text: string): readonly ScriptFault[] {
    if (type.startsWith("application/manifest")) return manifestFaults(text);
    if (!type.includes("javascript")) return [];
    return scriptFaults(text, path.endsWith(".mjs") ? "module" : "file", this.packages);
  }

  private rewrite(path: string, text: string, within: readonly string[], resolved: Resolved[]): string {
    const reportAt = (offset: number) => (message: string) => {
      this.report(message, lineAt(text, offset), path);
    };
    const edits: Edit[] = [];
    const type = typeOf(path) ?? "";
    if (type.startsWith("text/css")) {
      for (const { message, offset } of cssFaults(text)) reportAt(offset)(message);
      for (const url of cssUrls(text)) {
        const found = this.resolve(url.url, path, { report: reportAt(url.start) }, within);
        if (found === undefined) continue;
        resolved.push(found);
        if (found.url !== url.url) edits.push(urlEdit(url, found.url));
      }
      const edited = applyEdits(text, edits);
      return this.page.description === undefined ? edited : minifyCss(edited);
    }
    if (type.startsWith("image/svg")) {
      checkSvg(text, (message, line) => {
        this.report(message, line, path);
      });
    }
    for (const { message, offset } of this.codeFaults(path, type, text)) reportAt(offset)(message);
    for (const { 0: url, index: start } of text.matchAll(WHOLE_PATHS)) {
      const found = this.resolve(url, path, { inline: false, report: reportAt(start) }, within);
      if (found === undefined) continue;
      resolved.push(found);
      edits.push({ start, end: start + url.length, text: found.url });
    }
    return applyEdits(text, edits);
  }
}
