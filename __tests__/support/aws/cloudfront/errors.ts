import type { Reply } from "../service";
import { buildXml } from "./xml";

/**
 * CloudFront's error codes that this emulation gives, and their HTTP statuses.
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistribution.html#API_CreateDistribution_Errors
 */
const STATUSES = {
  CNAMEAlreadyExists: 409,
  DistributionAlreadyExists: 409,
  DistributionNotDisabled: 409,
  IllegalUpdate: 400,
  InconsistentQuantities: 400,
  InvalidArgument: 400,
  InvalidErrorCode: 400,
  InvalidIfMatchVersion: 400,
  InvalidMinimumProtocolVersion: 400,
  InvalidOriginAccessControl: 400,
  InvalidRelativePath: 400,
  InvalidResponseCode: 400,
  InvalidTagging: 400,
  InvalidViewerCertificate: 400,
  MissingBody: 400,
  NoSuchCachePolicy: 404,
  NoSuchDistribution: 404,
  NoSuchInvalidation: 404,
  NoSuchOrigin: 404,
  NoSuchOriginAccessControl: 404,
  NoSuchResource: 404,
  NotImplemented: 501,
  OriginAccessControlAlreadyExists: 409,
  OriginAccessControlInUse: 409,
  PreconditionFailed: 412,
  TooManyCacheBehaviors: 400,
  TooManyDistributionCNAMEs: 400,
  TooManyDistributions: 400,
  TooManyDistributionsAssociatedToOriginAccessControl: 400,
  TooManyOriginAccessControls: 400,
  TooManyOrigins: 400,
} as const;

/** A refusal, as CloudFront would word it where its words are known. */
export class CloudFrontError extends Error {
  constructor(
    readonly code: keyof typeof STATUSES,
    message: string,
  ) {
    super(message);
    this.name = code;
  }

  /** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/CommonErrors.html */
  toReply(): Reply {
    const error = { Type: "Sender", Code: this.code, Message: this.message };
    const body = buildXml("ErrorResponse", { Error: error, RequestId: "emulated" });
    return { status: STATUSES[this.code], headers: { "Content-Type": "text/xml" }, body };
  }
}
