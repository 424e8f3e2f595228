import { MANAGED_CACHE_POLICIES } from "./cache-policies";
import { CloudFrontError } from "./errors";
import { type Element, type Node, at, elementsAt, textAt, textsAt } from "./xml";

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html */
const REQUIRED = ["CallerReference", "Origins", "DefaultCacheBehavior", "Comment", "Enabled"];

/** Characters. @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html */
const LONGEST_COMMENT = 128;

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_ALIASES = 100;
const MOST_CACHE_BEHAVIORS = 75;

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html */
const ALLOWED_METHODS = ["GET,HEAD", "GET,HEAD,OPTIONS", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"];

function checkQuantities(node: Node | undefined): void {
  if (node === undefined || typeof node === "string") return;
  if (Array.isArray(node)) {
    for (const item of node as readonly (string | Element)[]) checkQuantities(item);
    return;
  }
  const element = node as Element;
  const quantity = textAt(element, "Quantity");
  if (quantity !== "") {
    const [items] = Object.values((at(element, "Items") ?? {}) as Element);
    const count = items === undefined ? 0 : Array.isArray(items) ? items.length : 1;
    if (Number(quantity) !== count) {
      throw new CloudFrontError(
        "InconsistentQuantities",
        `The value of Quantity and the size of Items don't match: ${quantity} and ${count}.`,
      );
    }
  }
  for (const child of Object.values(element)) checkQuantities(child);
}

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DefaultCacheBehavior.html */
function checkCacheBehavior(behavior: Element): void {
  const cachePolicy = textAt(behavior, "CachePolicyId");
  const hasForwardedValues = at(behavior, "ForwardedValues") !== undefined;
  if ((cachePolicy === "") !== hasForwardedValues) {
    throw new CloudFrontError(
      "InvalidArgument",
      "A cache behavior must include either a CachePolicyId or ForwardedValues.",
    );
  }
  if (cachePolicy !== "" && !MANAGED_CACHE_POLICIES.some(({ id }) => id === cachePolicy)) {
    throw new CloudFrontError("NoSuchCachePolicy", "The cache policy does not exist.");
  }
  const methods = textsAt(behavior, "AllowedMethods", "Items", "Method").sort().join();
  if (methods !== "" && !ALLOWED_METHODS.includes(methods)) {
    throw new CloudFrontError("InvalidArgument", `The set of allowed methods is not valid: ${methods}.`);
  }
}

/** Required members, sizes of lists, quotas, cache behaviors. */
export function checkShape(config: Element): void {
  for (const name of REQUIRED) {
    if (at(config, name) === undefined) {
      throw new CloudFrontError("InvalidArgument", `The parameter ${name} is required.`);
    }
  }
  checkQuantities(config);
  if (textAt(config, "Comment").length > LONGEST_COMMENT) {
    throw new CloudFrontError("InvalidArgument", `The comment is longer than ${LONGEST_COMMENT} characters.`);
  }
  if (textsAt(config, "Aliases", "Items", "CNAME").length > MOST_ALIASES) {
    throw new CloudFrontError(
      "TooManyDistributionCNAMEs",
      "Your request contains more CNAMEs than are allowed per distribution.",
    );
  }
  const behaviors = elementsAt(config, "CacheBehaviors", "Items", "CacheBehavior");
  if (behaviors.length > MOST_CACHE_BEHAVIORS) {
    throw new CloudFrontError(
      "TooManyCacheBehaviors",
      "You cannot create more cache behaviors for the distribution.",
    );
  }
  for (const behavior of [...elementsAt(config, "DefaultCacheBehavior"), ...behaviors]) {
    checkCacheBehavior(behavior);
  }
}
