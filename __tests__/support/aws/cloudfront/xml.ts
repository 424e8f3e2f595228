import XMLBuilder from "fast-xml-builder";
import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element's children by name; text alone is a string, an absent element undefined. */
export interface Element {
  readonly [name: string]: Node | undefined;
}
export type Node = string | Element | readonly (string | Element)[];

const NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

// Values stay the text that they were sent as: no number, no boolean, no trimmed blank.
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false });
const builder = new XMLBuilder({});

const isElement = (node: Node | undefined): node is Element =>
  typeof node === "object" && !Array.isArray(node);

/** The element called `name` that the document consists of; undefined if it is something else, or no XML. */
export function parseXml(document: string, name: string): Element | undefined {
  if (XMLValidator.validate(document) !== true) return undefined;
  const root = (parser.parse(document) as Element)[name];
  return isElement(root) ? root : root === "" ? {} : undefined;
}

/** A document of one element. */
export function buildXml(name: string, element: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${NAMESPACE}">${builder.build(element)}</${name}>`;
}

/** What is at a path below an element. */
export function at(element: Element, ...path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((node, name) => (isElement(node) ? node[name] : undefined), element);
}

/** The text at a path; empty where there is none. */
export function textAt(element: Element, ...path: readonly string[]): string {
  const node = at(element, ...path);
  return typeof node === "string" ? node : "";
}

/** All that stands at a path, however often; CloudFront's lists are `<Items><NAME>…</NAME><NAME>…</NAME></Items>`. */
function allAt(element: Element, ...path: readonly string[]): readonly (string | Element)[] {
  const node = at(element, ...path);
  if (node === undefined) return [];
  return typeof node === "string" || isElement(node) ? [node] : node;
}

export const elementsAt = (element: Element, ...path: readonly string[]): Element[] =>
  allAt(element, ...path).filter((node) => typeof node !== "string");

export const textsAt = (element: Element, ...path: readonly string[]): string[] =>
  allAt(element, ...path).filter((node) => typeof node === "string");

/** The element without some of its children. */
export const without = (element: Element, ...names: readonly string[]): Element =>
  Object.fromEntries(Object.entries(element).filter(([name]) => !names.includes(name)));

/** A list as CloudFront writes it. */
export function listOf(name: string, items: readonly (string | Element)[]): Element {
  return { Quantity: String(items.length), ...(items.length === 0 ? {} : { Items: { [name]: items } }) };
}
