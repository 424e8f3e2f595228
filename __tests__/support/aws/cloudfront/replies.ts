import type { Reply, ServiceRequest } from "../service";
import { CloudFrontError } from "./errors";
import { type Element, buildXml, listOf, parseXml } from "./xml";

export function xmlReply(
  status: number,
  name: string,
  element: Element,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { "Content-Type": "text/xml", ...headers }, body: buildXml(name, element) };
}

/** Done, and nothing to say. */
export const NO_CONTENT: Reply = { status: 204 };

/** The request's body, which must consist of the element called `name`. */
export async function bodyOf({ body }: ServiceRequest, name: string): Promise<Element> {
  const text = (await body()).toString();
  if (text === "") throw new CloudFrontError("MissingBody", "This operation requires a body.");
  const element = parseXml(text, name);
  if (element === undefined) throw new CloudFrontError("InvalidArgument", `The body is no ${name}.`);
  return element;
}

/** Items a page. @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html */
const DEFAULT_PAGE = 100;

/**
 * One page of a list, after `Marker` and of at most `MaxItems`.
 *
 * @param idOf what Marker names
 */
export function listPage(
  name: string,
  all: readonly Element[],
  query: URLSearchParams,
  idOf: (item: Element) => string,
): Element {
  const marker = query.get("Marker") ?? "";
  const size = Number(query.get("MaxItems") ?? DEFAULT_PAGE);
  const rest = all.slice(marker === "" ? 0 : all.findIndex((item) => idOf(item) === marker) + 1);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const isTruncated = rest.length > items.length;
  return {
    Marker: marker,
    ...(isTruncated && last !== undefined ? { NextMarker: idOf(last) } : {}),
    MaxItems: String(size),
    IsTruncated: String(isTruncated),
    ...listOf(name, items),
  };
}
