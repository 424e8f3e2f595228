import { isDeepStrictEqual } from "node:util";
import type { FindCertificate } from "../certificates";
import type { Reply, ServiceRequest } from "../service";
import type { Route } from "./api";
import { CloudFrontError } from "./errors";
import { NO_CONTENT, bodyOf, listPage, xmlReply } from "./replies";
import { checkDistribution } from "./rules";
import { type CloudFrontState, type Distribution, checkIfMatch, newId } from "./state";
import { tagsIn } from "./tags";
import { type Element, elementsAt, listOf, textAt, without } from "./xml";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_DISTRIBUTIONS = 500;

const NONE = listOf("", []);

/**
 * What CloudFront answers for members that were not given.
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
 */
const DEFAULTS: Element = {
  Aliases: NONE,
  DefaultRootObject: "",
  OriginGroups: NONE,
  CacheBehaviors: NONE,
  CustomErrorResponses: NONE,
  Logging: { Enabled: "false", IncludeCookies: "false", Bucket: "", Prefix: "" },
  PriceClass: "PriceClass_All",
  ViewerCertificate: { CloudFrontDefaultCertificate: "true", MinimumProtocolVersion: "TLSv1" },
  Restrictions: { GeoRestriction: { RestrictionType: "none", ...NONE } },
  WebACLId: "",
  HttpVersion: "http2",
  IsIPV6Enabled: "false",
  Staging: "false",
};

const configXml = ({ config }: Distribution): Element => ({ ...DEFAULTS, ...config });

/** Changes are everywhere at once here. */
const STATUS = "Deployed";

function distributionXml(distribution: Distribution): Element {
  return {
    Id: distribution.id,
    ARN: distribution.arn,
    Status: STATUS,
    LastModifiedTime: distribution.modified.toISOString(),
    InProgressInvalidationBatches: "0",
    DomainName: distribution.domainName,
    ActiveTrustedSigners: { Enabled: "false", ...NONE },
    ActiveTrustedKeyGroups: { Enabled: "false", ...NONE },
    DistributionConfig: configXml(distribution),
  };
}

/** As ListDistributions shows it: the config's members among its own. */
function summaryXml(distribution: Distribution): Element {
  const shown = without(configXml(distribution), "CallerReference", "DefaultRootObject", "Logging");
  const { id: Id, arn: ARN, etag: ETag, domainName: DomainName, modified } = distribution;
  return { Id, ARN, ETag, Status: STATUS, LastModifiedTime: modified.toISOString(), DomainName, ...shown };
}

/** Creates, changes, deletes and shows distributions. */
export class DistributionOperations {
  readonly routes: readonly Route[] = [
    ["POST", "distribution", (request) => this.create(request)],
    ["GET", "distribution", (request) => this.list(request)],
    ["GET", "distribution/*", (request, id = "") => this.get(request, id, "Distribution")],
    ["GET", "distribution/*/config", (request, id = "") => this.get(request, id, "DistributionConfig")],
    ["PUT", "distribution/*/config", (request, id = "") => this.update(request, id)],
    ["DELETE", "distribution/*", (request, id = "") => this.delete(request, id)],
  ];

  constructor(
    private readonly state: CloudFrontState,
    private readonly findCertificate: FindCertificate,
  ) {}

  private async create(request: ServiceRequest): Promise<Reply> {
    const { caller, query } = request;
    const withTags = query.has("WithTags")
      ? await bodyOf(request, "DistributionConfigWithTags")
      : { DistributionConfig: await bodyOf(request, "DistributionConfig"), Tags: {} };
    const [config = {}] = elementsAt(withTags, "DistributionConfig");
    const tags = tagsIn(elementsAt(withTags, "Tags", "Items", "Tag"));
    await this.check(config, request);
    const own = this.state.distributionsOf(caller.accountId);
    const reference = textAt(config, "CallerReference");
    if (own.some((other) => textAt(other.config, "CallerReference") === reference)) {
      throw new CloudFrontError(
        "DistributionAlreadyExists",
        "The caller reference you attempted to create the distribution with is associated with another distribution.",
      );
    }
    if (own.length >= MOST_DISTRIBUTIONS) {
      throw new CloudFrontError(
        "TooManyDistributions",
        "Processing your request would cause you to exceed the maximum number of distributions allowed.",
      );
    }
    const id = newId();
    const distribution: Distribution = {
      id,
      accountId: caller.accountId,
      arn: `arn:aws:cloudfront::${caller.accountId}:distribution/${id}`,
      domainName: `${newId().replace("E", "d").toLowerCase()}.cloudfront.net`,
      config,
      etag: newId(),
      modified: new Date(),
      tags,
      invalidations: [],
    };
    this.state.distributions.set(id, distribution);
    return xmlReply(201, "Distribution", distributionXml(distribution), { ETag: distribution.etag });
  }

  private list({ caller, query }: ServiceRequest): Reply {
    const summaries = this.state.distributionsOf(caller.accountId).map(summaryXml);
    const page = listPage("DistributionSummary", summaries, query, (summary) => textAt(summary, "Id"));
    return xmlReply(200, "DistributionList", page);
  }

  private get({ caller }: ServiceRequest, id: string, name: "Distribution" | "DistributionConfig"): Reply {
    const distribution = this.state.distribution(caller.accountId, id);
    const element = name === "Distribution" ? distributionXml(distribution) : configXml(distribution);
    return xmlReply(200, name, element, { ETag: distribution.etag });
  }

  private async update(request: ServiceRequest, id: string): Promise<Reply> {
    const { caller, headers } = request;
    const config = await bodyOf(request, "DistributionConfig");
    const distribution = this.state.distribution(caller.accountId, id);
    checkIfMatch(headers["if-match"], distribution.etag);
    if (textAt(config, "CallerReference") !== textAt(distribution.config, "CallerReference")) {
      throw new CloudFrontError("IllegalUpdate", "The update contains modifications that are not allowed.");
    }
    await this.check(config, request, id);
    if (!isDeepStrictEqual(distribution.config, config)) {
      Object.assign(distribution, { config, etag: newId(), modified: new Date() });
    }
    return xmlReply(200, "Distribution", distributionXml(distribution), { ETag: distribution.etag });
  }

  private delete({ caller, headers }: ServiceRequest, id: string): Reply {
    const distribution = this.state.distribution(caller.accountId, id);
    checkIfMatch(headers["if-match"], distribution.etag);
    if (textAt(distribution.config, "Enabled") === "true") {
      throw new CloudFrontError(
        "DistributionNotDisabled",
        "The distribution you are trying to delete has not been disabled.",
      );
    }
    this.state.distributions.delete(id);
    return NO_CONTENT;
  }

  private async check(config: Element, { caller }: ServiceRequest, id?: string): Promise<void> {
    const { state, findCertificate } = this;
    await checkDistribution(config, { caller, state, findCertificate, id });
  }
}
