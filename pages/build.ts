import { gzipSync } from "node:zlib";
import { Assets } from "./assets";
import { type BuiltPage, builtFile } from "./built-page";
import { type BuiltDocument, buildDocument } from "./document";
import type { SiteFacts } from "./facts";
import { jsonForm, textForm } from "./forms";
import type { PlaceAt } from "./line-marks";
import { LIQUID, lineAt, namesWithFields } from "./liquid-syntax";
import { DESCRIPTION_FILE, PAGE_FILE, type Page } from "./page";
import { GLOBALS, type PageData, pageData } from "./page-data";
import { PageError, type PageFault, type ReportFault } from "./page-fault";
import { lineOfField } from "./page-json";
import { isExample, placeholdersOf } from "./placeholders";
import { Template } from "./template";

/** What fits into the first round trip of a connection: ten packets of 1,460 bytes, less the headers. */
export const BUDGET_KILOBYTES = 14;

/** Compressed as a sorry server does. */
export const compressedSize = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length;

/** A page that is built for one site after another. */
class PageBuilder {
  private readonly faults: PageFault[] = [];
  /** Faults of all sites but those that are examples themselves. */
  private readonly placeholders: PageFault[] = [];
  private readonly assets: Assets;
  private readonly template?: Template;
  /** By the HTML that it was built from: sites that differ in what a page does not show have the same document. */
  private readonly documents = new Map<string, BuiltDocument>();

  constructor(private readonly page: Page) {
    const report = this.reportTo(this.faults);
    this.assets = new Assets(page, report);
    this.checkUnused(report);
    const { description } = page;
    if (description === undefined) this.checkPlain(report);
    else {
      this.template = new Template({ ...page, description }, report);
      const reportPlaceholder = this.reportTo(this.placeholders);
      for (const { message, path } of placeholdersOf(description)) {
        reportPlaceholder(message, lineOfField(description.source, path), DESCRIPTION_FILE);
      }
    }
  }

  build(facts: SiteFacts): BuiltPage {
    const { page } = this;
    const faults = [...this.faults, ...(isExample(facts.domain) ? [] : this.placeholders)];
    // A template with a fault of its own has nothing that could be looked at.
    const rendered =
      this.template === undefined || faults.length === 0 ? this.render(facts, faults) : undefined;
    if (rendered === undefined || faults.length > 0) throw new PageError(page.name, unique(faults));
    const { document, data } = rendered;
    const fields = { ...document, facts, description: page.description, data };
    return {
      name: page.name,
      document: builtFile(PAGE_FILE, "text/html; charset=utf-8", document.text),
      json: jsonForm(fields),
      text: textForm(fields),
      assets: [...new Set(document.uses.map(({ file }) => file))].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  }

  private reportTo(faults: PageFault[], more: Pick<PageFault, "ofSite"> = {}): ReportFault {
    return (message, line, file = PAGE_FILE) => {
      faults.push({ file, ...(line === undefined ? {} : { line }), message, ...more });
    };
  }

  /** A file that nothing names would never be asked for. */
  private checkUnused(report: ReportFault): void {
    const { document, partials, assets } = this.page;
    const texts = [document, ...partials.values(), ...assets];
    const patterns = [document, ...partials.values()].flatMap(({ bytes }) =>
      namesWithFields(bytes.toString()),
    );
    for (const { path } of assets) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (texts.some((text) => text.path !== path && text.bytes.includes(name))) continue;
      if (this.page.description !== undefined && patterns.some((pattern) => pattern.test(name))) continue;
      report(
        "must be named by the page. Name it there, take it out, or begin its name with a dot.",
        undefined,
        path,
      );
    }
  }

  /** Somebody who writes a field means a template. */
  private checkPlain(report: ReportFault): void {
    const text = this.page.document.bytes.toString();
    for (const { 0: match, index } of text.matchAll(LIQUID)) {
      const [name = ""] = /\w+/.exec(match) ?? [];
      if (match.startsWith("{{") && !GLOBALS.includes(name)) continue;
      const fix = `Put {} into a ${DESCRIPTION_FILE} beside it to have it filled in, or write &#123; for the bracket.`;
      report(`must be a template to hold ${match.split("\n")[0] ?? ""}. ${fix}`, lineAt(text, index));
    }
  }

  /** The page's HTML for a site, and what its template knows; undefined where that lacks something. */
  private render(
    facts: SiteFacts,
    faults: PageFault[],
  ): { readonly document: BuiltDocument; readonly data?: PageData } | undefined {
    const { page, template } = this;
    if (template === undefined || page.description === undefined) {
      const text = page.document.bytes.toString();
      return {
        document: this.documentOf(text, faults, (at) => ({ file: PAGE_FILE, line: lineAt(text, at) })),
      };
    }
    const report = this.reportTo(faults, { ofSite: true });
    const data = pageData(page.description, facts, template.filler(report));
    const text = template.render(data, report);
    if (faults.length > 0) return undefined;
    let placeAt: PlaceAt | undefined;
    const document = this.documentOf(text, faults, (at) => (placeAt ??= template.placesIn(text, data))(at));
    return { document, data };
  }

  private documentOf(text: string, faults: PageFault[], placeAt: PlaceAt): BuiltDocument {
    const known = this.documents.get(text);
    if (known !== undefined) return known;
    const before = faults.length;
    const report = this.reportTo(faults);
    const document = buildDocument(text, this.assets, this.template !== undefined, (message, offset) => {
      const place = placeAt(offset);
      report(message, place?.line, place?.file);
    });
    if (faults.length > before) return document;
    this.checkSize(document.text, report);
    if (faults.length === before) this.documents.set(text, document);
    return document;
  }

  private checkSize(text: string, report: ReportFault): void {
    const budget = (this.page.description?.budgetKilobytes ?? BUDGET_KILOBYTES) * 1024;
    const bytes = Buffer.from(text);
    // Compressing is slow, and makes little of a text larger.
    if (bytes.length <= budget - 64) return;
    const size = compressedSize(bytes);
    if (size <= budget) return;
    const fix = `Make it smaller, or allow it more with \`budgetKilobytes\` in a ${DESCRIPTION_FILE}.`;
    report(`must have at most ${budget} bytes, built and compressed, has ${size}. ${fix}`);
  }
}

const unique = (faults: readonly PageFault[]) => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
];

const builders = new WeakMap<Page, PageBuilder>();

/**
 * Builds a page for a site: its template filled, its small assets in it, the others under names that change with their
 * content, its references and its Content-Security-Policy written accordingly.
 *
 * @throws {@link PageError} with every fault of the page
 */
export function buildPage(page: Page, facts: SiteFacts): BuiltPage {
  let builder = builders.get(page);
  if (builder === undefined) builders.set(page, (builder = new PageBuilder(page)));
  return builder.build(facts);
}
