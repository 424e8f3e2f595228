import { type DefaultTreeAdapterTypes, Parser, type ParserError, html as spec } from "parse5";

export type Element = DefaultTreeAdapterTypes.Element;
export type TextNode = DefaultTreeAdapterTypes.TextNode;
type Node = DefaultTreeAdapterTypes.Node;

/** A piece of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An HTML text and what browsers make of it. */
export interface Html {
  readonly text: string;
  /** In the order of the text. */
  readonly elements: readonly Element[];
  readonly textNodes: readonly TextNode[];
  readonly comments: readonly Span[];
  /** What is wrong with its characters and tags. */
  readonly errors: readonly { readonly code: string; readonly offset: number }[];
  /** Its end tags, whether or not they end anything. */
  readonly endTags: readonly (Span & { readonly name: string })[];
}

/** parse5 knows what each end tag is for, and says nothing of those that are for nothing. */
class EndTagParser extends Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap> {
  readonly endTags: (Span & { readonly name: string })[] = [];

  override onEndTag(
    token: Parameters<Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>["onEndTag"]>[0],
  ): void {
    const { tagName: name, location } = token;
    if (location !== null) this.endTags.push({ name, start: location.startOffset, end: location.endOffset });
    super.onEndTag(token);
  }
}

function* nodesBelow(node: Node): Generator<Node> {
  yield node;
  const children = "content" in node ? node.content.childNodes : "childNodes" in node ? node.childNodes : [];
  for (const child of children) yield* nodesBelow(child);
}

/** Parses a whole document as a browser without JavaScript does, so that what is in a `noscript` is seen, too. */
export function parseHtml(text: string): Html {
  const errors: { code: string; offset: number }[] = [];
  const parser = new EndTagParser({
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
    onParseError: ({ code, startOffset }: ParserError) => errors.push({ code, offset: startOffset }),
  });
  parser.tokenizer.write(text, true);
  const nodes = [...nodesBelow(parser.document)];
  return {
    text,
    elements: nodes.filter((node): node is Element => "tagName" in node),
    textNodes: nodes.filter((node): node is TextNode => node.nodeName === "#text"),
    comments: nodes
      .filter((node) => node.nodeName === "#comment")
      .map(({ sourceCodeLocation }) => ({
        start: sourceCodeLocation?.startOffset ?? 0,
        end: sourceCodeLocation?.endOffset ?? 0,
      })),
    errors,
    endTags: parser.endTags,
  };
}

/** An attribute as a document has it. */
export interface Attribute extends Span {
  /** With its prefix: `xlink:href`. */
  readonly name: string;
  /** Decoded. */
  readonly value: string;
}

/** An element's attributes and where they stand. */
export function attributesOf({ attrs, sourceCodeLocation }: Element): Attribute[] {
  return attrs.map(({ name, prefix, value }) => {
    const whole = prefix === undefined || prefix === "" ? name : `${prefix}:${name}`;
    const location = sourceCodeLocation?.attrs?.[whole.toLowerCase()];
    return { name: whole, value, start: location?.startOffset ?? 0, end: location?.endOffset ?? 0 };
  });
}

export const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name && !attribute.prefix)?.value;

/** Where an element begins; 0 for one that the text does not have. */
export const offsetOf = ({ sourceCodeLocation }: Element): number => sourceCodeLocation?.startOffset ?? 0;

/** The text within a script or a style, and where it stands. */
export function contentOf({ childNodes, sourceCodeLocation }: Element): Span & { readonly value: string } {
  const start = sourceCodeLocation?.startTag?.endOffset ?? 0;
  const value = childNodes.map((node) => ("value" in node ? node.value : "")).join("");
  return {
    value,
    start,
    end: sourceCodeLocation?.endTag?.startOffset ?? start,
  };
}

/** A value within double quotes. */
export const escapeAttribute = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

export const isHtml = ({ namespaceURI }: Element): boolean => namespaceURI === spec.NS.HTML;
