/**
 * What a CloudFront distribution and its origin are, as plain data: read from a synthesized stack or from what
 * Terraform created, and handed to the edge. Every rule of CloudFront's own is in edge-answer.ts.
 */

/** A status of the origin that the distribution answers in its own way. */
export interface CustomErrorResponse {
  /** The origin's status: 400, 403, 404, 405, 414, 416, 500 to 504. */
  readonly errorCode: number;
  /** The status for viewers. There exactly if there is a page. @default the origin's */
  readonly responseCode?: number;
  /** The page's path on the distribution, with a leading slash. @default the origin's own body */
  readonly responsePagePath?: string;
  /** For how many seconds the error is kept at least; the service's default is 10. */
  readonly errorCachingMinTtl: number;
}

/** CloudFront's value for who may use plain HTTP. */
export type ViewerProtocolPolicy = "allow-all" | "https-only" | "redirect-to-https";

export interface Distribution {
  readonly id: string;
  /** `arn:aws:cloudfront::ACCOUNT:distribution/ID`: who S3 sees asking. */
  readonly arn: string;
  /** Host names that it answers for, wildcards of one label included. */
  readonly aliases: readonly string[];
  readonly enabled: boolean;
  readonly origin: {
    readonly bucket: string;
    /** Put before every key; empty, or with a leading slash and none at its end. */
    readonly path: string;
    /** Whether requests are signed by an origin access control; if not, S3 sees an anonymous reader. */
    readonly hasAccessControl: boolean;
  };
  /** The object for `/`. @default none */
  readonly defaultRootObject?: string;
  readonly allowedMethods: readonly string[];
  readonly viewerProtocolPolicy: ViewerProtocolPolicy;
  readonly cachePolicyId: string;
  readonly compress: boolean;
  readonly customErrorResponses: readonly CustomErrorResponse[];
  /** The names that its certificate covers. @default CloudFront's own certificate, `*.cloudfront.net` */
  readonly certificateNames: readonly string[];
  /** A security policy of CloudFront's, such as `TLSv1.2_2021`. */
  readonly minimumProtocolVersion: string;
}

/** An object of S3, as a reader gets it. */
export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl?: string;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  /** By key in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Why S3 gives no object: 403 where the reader may not read it, 404 where it is missing and the reader may list the
 * bucket. A missing key is 403 for one who may not list.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export type ReadError = "AccessDenied" | "NoSuchKey" | "NoSuchBucket";

/** S3, as far as CloudFront asks it. */
export interface ObjectStore {
  /**
   * @param key without a leading slash
   * @param reader the ARN of the distribution that asks; undefined for an anonymous reader
   */
  readonly get: (
    bucket: string,
    key: string,
    reader: string | undefined,
  ) => Promise<StoredObject | ReadError>;
}
