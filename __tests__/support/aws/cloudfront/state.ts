import { randomInt } from "node:crypto";
import { CloudFrontError } from "./errors";
import type { Element } from "./xml";

export interface Invalidation {
  readonly id: string;
  readonly created: Date;
  readonly batch: Element;
}

export interface Distribution {
  readonly id: string;
  readonly accountId: string;
  readonly arn: string;
  /** CloudFront's own name for it. */
  readonly domainName: string;
  /** As it was given, value for value. */
  config: Element;
  etag: string;
  modified: Date;
  readonly tags: Map<string, string>;
  readonly invalidations: Invalidation[];
}

export interface OriginAccessControl {
  readonly id: string;
  readonly accountId: string;
  config: Element;
  etag: string;
}

/** What all accounts have at CloudFront, by id, in the order of creation. */
export class CloudFrontState {
  readonly distributions = new Map<string, Distribution>();
  readonly originAccessControls = new Map<string, OriginAccessControl>();

  distributionsOf(accountId: string): Distribution[] {
    return [...this.distributions.values()].filter((it) => it.accountId === accountId);
  }

  originAccessControlsOf(accountId: string): OriginAccessControl[] {
    return [...this.originAccessControls.values()].filter((it) => it.accountId === accountId);
  }

  /** The account's own; another account's is as good as none. */
  distribution(accountId: string, id: string): Distribution {
    const found = this.distributions.get(id);
    if (found?.accountId === accountId) return found;
    throw new CloudFrontError("NoSuchDistribution", "The specified distribution does not exist.");
  }

  originAccessControl(accountId: string, id: string): OriginAccessControl {
    const found = this.originAccessControls.get(id);
    if (found?.accountId === accountId) return found;
    throw new CloudFrontError(
      "NoSuchOriginAccessControl",
      "The specified origin access control does not exist.",
    );
  }
}

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** An id or an ETag as CloudFront makes them: E and 13 characters. */
export const newId = () =>
  `E${Array.from({ length: 13 }, () => CHARACTERS[randomInt(CHARACTERS.length)] ?? "").join("")}`;

/**
 * Refuses a change by whoever has not seen the last one.
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
 */
export function checkIfMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined) {
    throw new CloudFrontError(
      "InvalidIfMatchVersion",
      "The If-Match version is missing or not valid for the resource.",
    );
  }
  if (ifMatch !== etag) {
    throw new CloudFrontError(
      "PreconditionFailed",
      "The request failed because it didn't meet the preconditions in one or more request-header fields.",
    );
  }
}
