import type { FindCertificate } from "../certificates";
import type { Caller } from "../service";
import { checkErrorPages } from "./rules-error-pages";
import { checkOrigins } from "./rules-origins";
import { checkShape } from "./rules-shape";
import { checkViewerCertificate } from "./rules-viewer-certificate";
import type { CloudFrontState } from "./state";
import type { Element } from "./xml";

/** What a distribution's config is checked against. */
export interface RuleContext {
  readonly caller: Caller;
  readonly state: CloudFrontState;
  readonly findCertificate: FindCertificate;
  /** The distribution's own id, where it exists already. */
  readonly id: string | undefined;
}

/**
 * Refuses what CloudFront refuses, as far as its rules are documented; each rule stands with its source.
 *
 * @throws CloudFrontError
 */
export async function checkDistribution(config: Element, context: RuleContext): Promise<void> {
  checkShape(config);
  checkErrorPages(config);
  checkOrigins(config, context);
  await checkViewerCertificate(config, context);
}
