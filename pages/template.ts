import type { Liquid, StaticAnalysis, Template as Parsed } from "liquidjs";
import { closest } from "../accounts/closest";
import { type PlaceAt, markLines, unmarkLines } from "./line-marks";
import { liquidEngine, templateFaults } from "./liquid-engine";
import { lineAt, rendersOf } from "./liquid-syntax";
import { DESCRIPTION_FILE, type Page, type SourceFile } from "./page";
import { FACTS, type Fill, GLOBALS, PROPERTIES } from "./page-data";
import type { ReportFault } from "./page-fault";
import { type LanguageTexts, lineOfField } from "./page-json";
import { checkContexts } from "./template-contexts";

type TemplatePage = Required<Page>;

/** The index.html and the partials that it renders, straight or by another, by the names it knows them by. */
function filesOf({ document, partials }: TemplatePage): ReadonlyMap<string, SourceFile> {
  const files = new Map([[document.path, document]]);
  // The map grows as it is walked.
  for (const file of files.values()) {
    for (const { name = "" } of rendersOf(file.bytes.toString())) {
      const partial = partials.get(name);
      if (partial !== undefined) files.set(name, partial);
    }
  }
  return files;
}

/** The template of a page with a page.json, and the texts of that. */
export class Template {
  private readonly files: ReadonlyMap<string, SourceFile>;
  private readonly engine: Liquid;
  private readonly textEngine = liquidEngine({}, "plain text");
  private readonly texts = new Map<string, Parsed[]>();
  private readonly parsed: Parsed[];

  /** @param report is told what is wrong whatever the site; then the template is of no use */
  constructor(
    private readonly page: TemplatePage,
    report: ReportFault,
  ) {
    this.files = filesOf(page);
    this.engine = liquidEngine(this.sources((text) => text));
    const isSound = [...this.files.values()].map((file) => this.checkFile(file, report)).every(Boolean);
    const isEndless = this.reportEndless(report);
    this.parsed = isSound && !isEndless ? this.engine.parseFileSync(page.document.path) : [];
    this.checkNames(this.engine.analyzeSync(this.parsed), GLOBALS, (message, row, file = "") => {
      report(message, row, this.files.get(file)?.path);
    });
    this.parseTexts(report);
  }

  private sources(change: (text: string, file: SourceFile) => string): Record<string, string> {
    return Object.fromEntries(
      [...this.files].map(([name, file]) => [name, change(file.bytes.toString(), file)]),
    );
  }

  /** @returns whether it can be rendered */
  private checkFile(file: SourceFile, report: ReportFault): boolean {
    const text = file.bytes.toString();
    checkContexts(text, (message, offset) => {
      report(message, lineAt(text, offset), file.path);
    });
    const missing = rendersOf(text).filter(({ name }) => !this.page.partials.has(name ?? ""));
    for (const { name, offset } of missing) {
      const near = closest(name ?? "", [...this.page.partials.keys()]);
      const fix = near === undefined ? "Write _partials/NAME.html." : `Did you mean "${near}"?`;
      const got = name === undefined ? "a name worked out" : `"${name}"`;
      report(`must render a partial that is there, got ${got}. ${fix}`, lineAt(text, offset), file.path);
    }
    try {
      this.engine.parse(text);
    } catch (error) {
      // The first alone: the others may follow from it.
      const [first] = templateFaults(error);
      report(first?.message ?? "", first?.line, file.path);
      return false;
    }
    return missing.length === 0;
  }

  /** @returns whether a partial renders itself, straight or by another */
  private reportEndless(report: ReportFault): boolean {
    const done = new Set<string>();
    let isEndless = false;
    const walk = (name: string, within: readonly string[]): void => {
      const file = this.files.get(name);
      if (file === undefined || done.has(name)) return;
      const text = file.bytes.toString();
      for (const { name: inner = "", offset } of rendersOf(text)) {
        const from = [...within, name].indexOf(inner);
        if (from === -1) {
          walk(inner, [...within, name]);
          continue;
        }
        isEndless = true;
        const round = [...within, name].slice(from).concat(inner).join(" -> ");
        report(
          `must not render itself, got ${round}. Take one of them out.`,
          lineAt(text, offset),
          file.path,
        );
      }
      done.add(name);
    };
    walk(this.page.document.path, []);
    return isEndless;
  }

  private parseTexts(report: ReportFault): void {
    const { source, languages } = this.page.description;
    const textsOf = ({ title, message, labels, path }: LanguageTexts) => [
      [title, [...path, "title"]] as const,
      ...message.map((text, i) => [text, [...path, "message", i]] as const),
      ...Object.entries(labels).map(([name, text]) => [text, [...path, "labels", name]] as const),
    ];
    const written = [...languages.values()].flatMap(textsOf).filter(([text]) => /\{[{%]/.test(text));
    for (const [text, path] of written) {
      const told = (message: string) => {
        report(message, lineOfField(source, path), DESCRIPTION_FILE);
      };
      try {
        const parsed = this.textEngine.parse(text);
        this.texts.set(text, parsed);
        this.checkNames(this.textEngine.analyzeSync(parsed), [...FACTS, "lang"], told);
      } catch (error) {
        told(templateFaults(error)[0]?.message ?? "");
      }
    }
  }

  /** A misspelt name is a fault wherever it stands: an `if` of it would never hold. */
  private checkNames(
    { variables, globals }: StaticAnalysis,
    known: readonly string[],
    report: (message: string, line: number, file?: string) => void,
  ): void {
    const told = (name: string, names: readonly string[], { row, file }: { row: number; file?: string }) => {
      const near = closest(name, names);
      const fix = near === undefined ? `There are ${names.join(", ")}.` : `Did you mean \`${near}\`?`;
      report(`must use names that there are, got \`${name}\`. ${fix}`, row, file);
    };
    for (const [name, [first]] of Object.entries(globals)) {
      if (first !== undefined && !known.includes(name)) told(name, known, first.location);
    }
    for (const { segments, location } of Object.values(variables).flat()) {
      const isBad = (segment: unknown, i: number) =>
        i > 0 && typeof segment === "string" && segments[i - 1] !== "labels" && !PROPERTIES.includes(segment);
      const bad = segments.find(isBad);
      if (bad !== undefined) told(String(bad), PROPERTIES, location);
    }
  }

  /** Fills a text of page.json. The result is plain text, and escaped where the template shows it. */
  filler(report: ReportFault): Fill {
    return (text, data, path) => {
      const parsed = this.texts.get(text);
      if (parsed === undefined) return text;
      try {
        return this.textEngine.renderSync(parsed, data) as string;
      } catch (error) {
        const line = lineOfField(this.page.description.source, path);
        for (const { message } of templateFaults(error)) report(message, line, DESCRIPTION_FILE);
        return "";
      }
    };
  }

  /** The page for a site; what it lacks is reported, and then the result is of no use. */
  render(data: object, report: ReportFault): string {
    try {
      return this.engine.renderSync(this.parsed, data, { globals: data }) as string;
    } catch (error) {
      for (const { message, line, input } of templateFaults(error)) {
        const file = [...this.files.values()].find(({ bytes }) => bytes.toString() === input);
        report(message, line, file?.path);
      }
      return "";
    }
  }

  /** The places that a rendered page's characters come from. */
  placesIn(rendered: string, data: object): PlaceAt {
    const engine = liquidEngine(this.sources((text, { path }) => markLines(text, path)));
    const marked = engine.renderFileSync(this.page.document.path, data, { globals: data }) as string;
    const { text, placeAt } = unmarkLines(marked);
    // To Liquid's whitespace control a mark is a word, so the two may differ in whitespace.
    const ink = (html: string) => html.replaceAll(/\s/g, "");
    if (ink(text) !== ink(rendered)) return () => undefined;
    return (offset) => placeAt(offsetOfInk(text, ink(rendered.slice(0, offset)).length));
  }
}

/** The offset of the character that `count` others go before, whitespace left out. */
function offsetOfInk(text: string, count: number): number {
  const ink = /\S/g;
  for (let seen = 0; seen < count; seen++) ink.exec(text);
  return ink.exec(text)?.index ?? text.length;
}
