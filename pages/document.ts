import { expected } from "../accounts/fault";
import type { Assets, BuiltAsset, Resolved } from "./assets";
import { cssFaults, cssUrls, minifyCss, urlEdit } from "./css";
import { Policy } from "./csp";
import { type Edit, applyEdits } from "./edits";
import { charsetOf, headOf, languageOf, titleOf } from "./head";
import {
  type Attribute,
  type Element,
  type Html,
  attributeOf,
  attributesOf,
  contentOf,
  escapeAttribute,
  isHtml,
  offsetOf,
  parseHtml,
} from "./html";
import { checkHtml } from "./html-checks";
import { minifyEdits } from "./minify";
import { PAGE_FILE } from "./page";
import { isStylesheet, loadsOf } from "./references";
import { WHOLE_PATHS } from "./resolve";

/** A page's HTML as users get it, and what it says of itself. */
export interface BuiltDocument {
  readonly text: string;
  readonly title: string;
  readonly language: string;
  readonly uses: readonly BuiltAsset[];
}

/** The largest style sheet or script that goes into the page itself, in bytes. */
const LARGEST_INLINE_TEXT = 16_384;

/** One page on its way from what somebody wrote to what users get. */
class DocumentBuilder {
  private readonly edits: Edit[] = [];
  private readonly uses = new Set<BuiltAsset>();
  private readonly policy = new Policy();
  private isSound = true;

  /**
   * @param isTemplate whether it may be put into another form; plain HTML stays as it is but for its references
   * @param told is told what is wrong, with the offset in the text
   */
  constructor(
    private readonly html: Html,
    private readonly assets: Assets,
    private readonly isTemplate: boolean,
    private readonly told: (message: string, offset: number) => void,
  ) {}

  private readonly report = (message: string, offset: number): void => {
    this.isSound = false;
    this.told(message, offset);
  };

  build(): BuiltDocument {
    const { html } = this;
    checkHtml(html, this.assets.paths, this.report);
    for (const element of html.elements) this.element(element);
    if (this.isTemplate) this.edits.push(...minifyEdits(html));
    this.addPolicy();
    return {
      // Of what is broken a browser may make several elements at one place, whose edits would overlap.
      text: this.isSound ? applyEdits(html.text, this.edits) : html.text,
      title: titleOf(html),
      language: languageOf(html),
      uses: [...this.uses],
    };
  }

  private element(element: Element): void {
    if (element.tagName === "form") this.policy.allowForm(attributeOf(element, "action") ?? "");
    const formAction = attributeOf(element, "formaction");
    if (formAction !== undefined) this.policy.allowForm(formAction);
    if (this.inlined(element)) return;
    if (element.tagName === "style") this.style(element);
    if (element.tagName === "script" && attributeOf(element, "src") === undefined) this.script(element);
    this.attributes(element);
  }

  private resolve(url: string, offset: number, inline = true): Resolved | undefined {
    return this.assets.resolve(url, PAGE_FILE, {
      inline,
      report: (message) => {
        this.report(message, offset);
      },
    });
  }

  private use({ loads, uses }: Resolved): void {
    this.policy.allowLoads(loads);
    for (const asset of uses) {
      this.uses.add(asset);
      if (asset.file.contentType.includes("javascript"))
        this.policy.allowRequestsOf(asset.file.bytes.toString());
    }
  }

  /** A small style sheet or a script that browsers wait for, in its own place. */
  private inlined(element: Element): boolean {
    if (!this.isTemplate) return false;
    const isScript = element.tagName === "script";
    if (!isScript && !isStylesheet(element)) return false;
    const attributes = attributesOf(element);
    const url = attributes.find(({ name }) => name === (isScript ? "src" : "href"));
    const others = attributes.filter(({ name }) => !["rel", "href", "src"].includes(name));
    // A deferred script, a module: in its own place it would run at another time.
    const kept = isScript ? [] : ["media"];
    if (url === undefined || others.some(({ name }) => !kept.includes(name))) return false;
    const resolved = this.resolve(url.value, url.start);
    const [asset, ...below] = resolved?.uses ?? [];
    if (asset === undefined || asset.file.bytes.length > LARGEST_INLINE_TEXT) return false;
    const text = asset.file.bytes.toString();
    const tag = isScript ? "script" : "style";
    // What would end it, or keep it from ending: see "script data double escaped state" in the HTML standard.
    if (/<!--|<\/?(?:script|style)/i.test(text)) return false;
    this.use({ url: "", loads: asset.loads, uses: below });
    if (isScript) this.policy.allowScript(text);
    else this.policy.allowStyle(text);
    const location = element.sourceCodeLocation;
    const media = others.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join("");
    this.edits.push({
      start: offsetOf(element),
      end: location?.endOffset ?? offsetOf(element),
      text: `<${tag}${media}>${text}</${tag}>`,
    });
    return true;
  }

  private style(element: Element): void {
    const { start, end, value } = contentOf(element);
    const css = this.html.text.slice(start, end);
    for (const { message, offset } of cssFaults(css)) this.report(message, start + offset);
    const edited = this.css(css, start);
    // In SVG it is text like any other: it may hold entities.
    const text = this.isTemplate && isHtml(element) ? minifyCss(edited) : edited;
    this.policy.allowStyle(text === css ? value : text);
    if (text !== css) this.edits.push({ start, end, text });
  }

  /** A style with its references rewritten. */
  private css(css: string, offset: number): string {
    const edits = cssUrls(css).flatMap((url) => {
      const resolved = this.resolve(url.url, offset + url.start);
      if (resolved === undefined) return [];
      this.use(resolved);
      return resolved.url === url.url ? [] : [urlEdit(url, resolved.url)];
    });
    return applyEdits(css, edits);
  }

  private script(element: Element): void {
    const { start, end, value } = contentOf(element);
    const script = this.html.text.slice(start, end);
    const text = this.wholePaths(script, start);
    this.policy.allowScript(text === script ? value : text);
    if (text !== script) this.edits.push({ start, end, text });
  }

  private wholePaths(text: string, offset: number): string {
    return text.replaceAll(WHOLE_PATHS, (url, _path, index: number) => {
      const resolved = this.resolve(url, offset + index, false);
      if (resolved === undefined) return url;
      this.use(resolved);
      return resolved.url;
    });
  }

  private attributes(element: Element): void {
    const references = loadsOf(element);
    for (const attribute of attributesOf(element)) {
      const own = references.filter((reference) => reference.attribute.name === attribute.name);
      let { value } = attribute;
      for (const reference of own.reverse()) {
        if (reference.url.trim() === "" && /src|href|poster/.test(attribute.name)) {
          this.report(
            expected("must name a file", reference.url, `Name it, or take ${attribute.name} out.`),
            attribute.start,
          );
        }
        const resolved = this.resolve(reference.url, attribute.start, reference.inline);
        if (resolved === undefined) continue;
        this.use(resolved);
        value = reference.replace(value, resolved.url);
      }
      if (own.length === 0 && attribute.name === "style") {
        value = this.css(value, attribute.start);
        this.policy.allowStyleAttribute(value);
      } else if (own.length === 0 && !isHtml(element) && /url\(/i.test(value)) {
        value = this.css(value, attribute.start);
      } else if (own.length === 0) {
        value = this.wholePaths(value, attribute.start);
      }
      this.change(attribute, value);
    }
  }

  private change({ name, start, end, value: before }: Attribute, value: string): void {
    if (value !== before) this.edits.push({ start, end, text: `${name}="${escapeAttribute(value)}"` });
  }

  /** In the head, after the charset, which must come early, and before whatever the policy is about. */
  private addPolicy(): void {
    const head = headOf(this.html);
    const tag = this.html.elements.find(({ tagName }) => tagName === "head")?.sourceCodeLocation?.startTag;
    const [first] = head;
    const rest = head.findIndex(({ tagName }) => tagName !== "meta" && tagName !== "title");
    const charset = head
      .slice(0, rest === -1 ? undefined : rest)
      .find((element) => charsetOf(element) !== undefined);
    const place = charset?.sourceCodeLocation?.endOffset ?? tag?.endOffset ?? (first && offsetOf(first));
    if (place === undefined) return;
    const policy = `<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(this.policy.toString())}">`;
    // In plain HTML on a line of its own, as deep as the one before.
    const [indent = ""] =
      /\n[ \t]*$/.exec(this.html.text.slice(0, charset ? offsetOf(charset) : place)) ?? [];
    this.edits.push({ start: place, end: place, text: this.isTemplate ? policy : indent + policy });
  }
}

/** Builds a page's HTML: checks it, rewrites its references, writes its policy. */
export function buildDocument(
  text: string,
  assets: Assets,
  isTemplate: boolean,
  report: (message: string, offset: number) => void,
): BuiltDocument {
  return new DocumentBuilder(parseHtml(text), assets, isTemplate, report).build();
}
