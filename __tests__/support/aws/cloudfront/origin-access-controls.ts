import type { Reply, ServiceRequest } from "../service";
import type { Route } from "./api";
import { CloudFrontError } from "./errors";
import { NO_CONTENT, bodyOf, listPage, xmlReply } from "./replies";
import { originAccessControlsIn } from "./rules-origins";
import { type CloudFrontState, type OriginAccessControl, checkIfMatch, newId } from "./state";
import { type Element, textAt } from "./xml";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_ORIGIN_ACCESS_CONTROLS = 100;

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html */
const LONGEST_NAME = 64;
const VALUES = {
  SigningProtocol: ["sigv4"],
  SigningBehavior: ["never", "always", "no-override"],
  OriginAccessControlOriginType: ["s3", "mediastore", "mediapackagev2", "lambda"],
};

const NAME = "OriginAccessControl";

const controlXml = ({ id, config }: OriginAccessControl): Element => ({
  Id: id,
  OriginAccessControlConfig: config,
});

/** Creates, changes, deletes and shows origin access controls. */
export class OriginAccessControlOperations {
  readonly routes: readonly Route[] = [
    ["POST", "origin-access-control", (request) => this.create(request)],
    ["GET", "origin-access-control", (request) => this.list(request)],
    ["GET", "origin-access-control/*", (request, id = "") => this.get(request, id)],
    ["GET", "origin-access-control/*/config", (request, id = "") => this.getConfig(request, id)],
    ["PUT", "origin-access-control/*/config", (request, id = "") => this.update(request, id)],
    ["DELETE", "origin-access-control/*", (request, id = "") => this.delete(request, id)],
  ];

  constructor(private readonly state: CloudFrontState) {}

  private async create(request: ServiceRequest): Promise<Reply> {
    const { accountId } = request.caller;
    const config = await this.configIn(request);
    if (this.state.originAccessControlsOf(accountId).length >= MOST_ORIGIN_ACCESS_CONTROLS) {
      throw new CloudFrontError(
        "TooManyOriginAccessControls",
        "The number of origin access controls in your account exceeds the maximum allowed.",
      );
    }
    const control = { id: newId(), accountId, config, etag: newId() };
    this.state.originAccessControls.set(control.id, control);
    return xmlReply(201, NAME, controlXml(control), { ETag: control.etag });
  }

  private list({ caller, query }: ServiceRequest): Reply {
    const own = this.state.originAccessControlsOf(caller.accountId);
    const summaries = own.map(({ id, config }) => ({ Id: id, Description: "", ...config }));
    const page = listPage("OriginAccessControlSummary", summaries, query, (item) => textAt(item, "Id"));
    return xmlReply(200, "OriginAccessControlList", page);
  }

  private get({ caller }: ServiceRequest, id: string): Reply {
    const control = this.state.originAccessControl(caller.accountId, id);
    return xmlReply(200, NAME, controlXml(control), { ETag: control.etag });
  }

  private getConfig({ caller }: ServiceRequest, id: string): Reply {
    const { config, etag } = this.state.originAccessControl(caller.accountId, id);
    return xmlReply(200, "OriginAccessControlConfig", config, { ETag: etag });
  }

  private async update(request: ServiceRequest, id: string): Promise<Reply> {
    const config = await this.configIn(request, id);
    const control = this.state.originAccessControl(request.caller.accountId, id);
    checkIfMatch(request.headers["if-match"], control.etag);
    Object.assign(control, { config, etag: newId() });
    return xmlReply(200, NAME, controlXml(control), { ETag: control.etag });
  }

  private delete({ caller, headers }: ServiceRequest, id: string): Reply {
    const control = this.state.originAccessControl(caller.accountId, id);
    checkIfMatch(headers["if-match"], control.etag);
    const distributions = this.state.distributionsOf(caller.accountId);
    if (distributions.some(({ config }) => originAccessControlsIn(config).includes(id))) {
      throw new CloudFrontError(
        "OriginAccessControlInUse",
        "Cannot delete the origin access control because it's in use by one or more distributions.",
      );
    }
    this.state.originAccessControls.delete(id);
    return NO_CONTENT;
  }

  /** The request's config, checked. */
  private async configIn(request: ServiceRequest, id?: string): Promise<Element> {
    const config = await bodyOf(request, "OriginAccessControlConfig");
    const name = textAt(config, "Name");
    if (name === "" || name.length > LONGEST_NAME) {
      throw new CloudFrontError("InvalidArgument", `Name must have 1 to ${LONGEST_NAME} characters.`);
    }
    for (const [member, values] of Object.entries(VALUES)) {
      if (!values.includes(textAt(config, member))) {
        throw new CloudFrontError("InvalidArgument", `${member} must be one of ${values.join(", ")}.`);
      }
    }
    const own = this.state.originAccessControlsOf(request.caller.accountId);
    if (own.some((other) => other.id !== id && textAt(other.config, "Name") === name)) {
      throw new CloudFrontError(
        "OriginAccessControlAlreadyExists",
        "An origin access control with the specified parameters already exists.",
      );
    }
    return config;
  }
}
