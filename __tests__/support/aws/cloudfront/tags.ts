import type { Reply, ServiceRequest } from "../service";
import type { Route } from "./api";
import { CloudFrontError } from "./errors";
import { NO_CONTENT, bodyOf, xmlReply } from "./replies";
import type { CloudFrontState, Distribution } from "./state";
import { type Element, elementsAt, textAt, textsAt } from "./xml";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_TAGS = 50;

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Tag.html */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** The tags of a request, checked. */
export function tagsIn(elements: readonly Element[]): Map<string, string> {
  const tags = new Map(elements.map((tag) => [textAt(tag, "Key"), textAt(tag, "Value")]));
  for (const [key, value] of tags) {
    const isValid = key !== "" && key.length <= LONGEST_KEY && value.length <= LONGEST_VALUE;
    if (!isValid || !ALLOWED.test(key) || !ALLOWED.test(value) || /^aws:/i.test(key)) {
      throw new CloudFrontError("InvalidTagging", `The tagging specified is not valid: ${key}.`);
    }
  }
  return tags;
}

/** The tags of distributions; nothing else at CloudFront that is emulated has some. */
export class TagOperations {
  readonly routes: readonly Route[] = [
    ["GET", "tagging", (request) => this.list(request)],
    ["POST", "tagging", (request) => this.change(request)],
  ];

  constructor(private readonly state: CloudFrontState) {}

  private list(request: ServiceRequest): Reply {
    const { tags } = this.tagged(request);
    const items = [...tags].map(([Key, Value]) => ({ Key, Value }));
    return xmlReply(200, "Tags", items.length === 0 ? {} : { Items: { Tag: items } });
  }

  private async change(request: ServiceRequest): Promise<Reply> {
    const { tags } = this.tagged(request);
    if (request.query.get("Operation") === "Untag") {
      const keys = await bodyOf(request, "TagKeys");
      for (const key of textsAt(keys, "Items", "Key")) tags.delete(key);
      return NO_CONTENT;
    }
    const added = tagsIn(elementsAt(await bodyOf(request, "Tags"), "Items", "Tag"));
    if (new Set([...tags.keys(), ...added.keys()]).size > MOST_TAGS) {
      throw new CloudFrontError("InvalidTagging", `A resource can have ${MOST_TAGS} tags.`);
    }
    for (const [key, value] of added) tags.set(key, value);
    return NO_CONTENT;
  }

  private tagged({ caller, query }: ServiceRequest): Distribution {
    const arn = query.get("Resource");
    const found = this.state.distributionsOf(caller.accountId).find((own) => own.arn === arn);
    if (found !== undefined) return found;
    throw new CloudFrontError("NoSuchResource", "A resource that was specified is not valid.");
  }
}
