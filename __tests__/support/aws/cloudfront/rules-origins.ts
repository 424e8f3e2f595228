import { CloudFrontError } from "./errors";
import type { RuleContext } from "./rules";
import { type Element, elementsAt, textAt } from "./xml";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_ORIGINS = 100;
const MOST_DISTRIBUTIONS_OF_AN_ORIGIN_ACCESS_CONTROL = 100;

const originsOf = (config: Element) => elementsAt(config, "Origins", "Items", "Origin");

/** The ids of the origin access controls that a distribution uses. */
export const originAccessControlsIn = (config: Element): string[] =>
  [...new Set(originsOf(config).map((origin) => textAt(origin, "OriginAccessControlId")))].filter(
    (id) => id !== "",
  );

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html */
function checkPath(path: string): void {
  if (path === "" || (path.startsWith("/") && !path.endsWith("/"))) return;
  throw new CloudFrontError(
    "InvalidArgument",
    "The origin path must begin with a slash (/) and must not end with one.",
  );
}

function checkOriginAccessControl(id: string, context: RuleContext): void {
  const { caller, state } = context;
  if (state.originAccessControls.get(id)?.accountId !== caller.accountId) {
    throw new CloudFrontError("InvalidOriginAccessControl", "The origin access control is not valid.");
  }
  const users = [...state.distributions.values()].filter(
    (other) => other.id !== context.id && originAccessControlsIn(other.config).includes(id),
  );
  if (users.length >= MOST_DISTRIBUTIONS_OF_AN_ORIGIN_ACCESS_CONTROL) {
    throw new CloudFrontError(
      "TooManyDistributionsAssociatedToOriginAccessControl",
      "The maximum number of distributions have been associated with the specified origin access control.",
    );
  }
}

/** Origins, what signs requests to them, and the cache behaviors that lead to them. */
export function checkOrigins(config: Element, context: RuleContext): void {
  const origins = originsOf(config);
  if (origins.length === 0) {
    throw new CloudFrontError("InvalidArgument", "A distribution must have at least one origin.");
  }
  if (origins.length > MOST_ORIGINS) {
    throw new CloudFrontError("TooManyOrigins", "You cannot create more origins for the distribution.");
  }
  for (const origin of origins) checkPath(textAt(origin, "OriginPath"));
  for (const id of originAccessControlsIn(config)) checkOriginAccessControl(id, context);
  const behaviors = [
    ...elementsAt(config, "DefaultCacheBehavior"),
    ...elementsAt(config, "CacheBehaviors", "Items", "CacheBehavior"),
  ];
  for (const behavior of behaviors) {
    if (!origins.some((origin) => textAt(origin, "Id") === textAt(behavior, "TargetOriginId"))) {
      throw new CloudFrontError("NoSuchOrigin", "One or more of your origins or origin groups do not exist.");
    }
  }
}
