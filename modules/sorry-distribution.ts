import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { S3Object, type S3ObjectConfig } from "@cdktf/provider-aws/lib/s3-object";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { aliasOf } from "../accounts/alias";
import { retryAfterHeader } from "../accounts/retry-after";
import {
  cacheSeconds,
  hstsSeconds,
  json,
  retryAfter,
  siteName,
  sorryDomain,
  sorryStatus,
} from "../accounts/schema";
import type { SorryStatus } from "../accounts/types";
import type { BuiltFile, BuiltPage } from "../pages/built-page";
import { pageMetadata } from "../pages/marker";
import { PAGE_PATH, SORRY_FOLDER } from "../pages/page";
import { checkProps } from "./check-props";
import type { SorrySharedResources } from "./sorry-shared";
import { stackFile } from "./stack-file";

export interface SorryDistributionProps {
  /** What the sites of the sorry domain share, usually a `SorryShared`. */
  readonly shared: SorrySharedResources;
  /** A DNS label; the alias is `SITE-NAME.SORRY-DOMAIN`. */
  readonly siteName: string;
  /** The page for the site, from `buildPage(readPage(folder), facts)`. */
  readonly page: BuiltPage;
  /** The status of every answer but an asset's. @default 503 */
  readonly status?: SorryStatus;
  /**
   * A duration (`2h`), or an instant with a time zone. It travels with the page object's metadata, and the sorry
   * server makes the Retry-After header of it. A token must be that header's value: seconds, or an HTTP date.
   * @default none
   */
  readonly retryAfter?: string;
  /** For how many seconds CloudFront keeps the error, and the page; 1 to 86400. @default 10 */
  readonly cacheSeconds?: number;
  /** For how many seconds browsers are to insist on HTTPS; 0 to 63072000. @default no Strict-Transport-Security */
  readonly hstsSeconds?: number;
  /** Whether clients that ask for JSON rather than HTML get the page's JSON form, under the same status. @default true */
  readonly json?: boolean;
}

/** An asset's name changes with its content, so whoever has it may keep it. */
const ASSET_CACHE = "public, max-age=31536000, immutable";

/**
 * AWS's own policy for origins that depend on neither headers, cookies nor query strings; it keeps gzip and brotli
 * apart and follows the origin's Cache-Control.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const MANAGED_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

/** CloudFront turns these of S3's answers into the page: a missing key is 404, and 403 without leave to list. */
const S3_ERRORS = [403, 404];

/**
 * One site: a CloudFront distribution that answers every path with the site's page under the site's status, its
 * alias in DNS, and the page's objects in the bucket.
 */
export class SorryDistribution extends Construct {
  /** The host name to ask for the page, `SITE-NAME.SORRY-DOMAIN`. */
  readonly alias: string;
  /** The distribution's id, for the console and for invalidations. */
  readonly distributionId: string;
  /** CloudFront's own name for it, `….cloudfront.net`. */
  readonly domainName: string;

  constructor(scope: Construct, id: string, props: SorryDistributionProps) {
    super(scope, id);
    checkProps(this, {
      "shared.sorryDomain": [sorryDomain, props.shared.sorryDomain],
      siteName: [siteName, props.siteName],
      status: [sorryStatus, props.status],
      retryAfter: [retryAfter, props.retryAfter],
      cacheSeconds: [cacheSeconds, props.cacheSeconds],
      hstsSeconds: [hstsSeconds, props.hstsSeconds],
      json: [json, props.json],
    });
    this.alias = aliasOf(props.siteName, props.shared.sorryDomain);
    const page = this.createObjects(props);
    const distribution = this.createDistribution(props, page);
    this.distributionId = distribution.id;
    this.domainName = distribution.domainName;
    this.createRecords(props.shared, distribution);
  }

  private createObjects({ shared, siteName, page, ...props }: SorryDistributionProps): S3Object {
    const create = (id: string, file: BuiltFile, { dependsOn = [], ...more }: Partial<S3ObjectConfig>) => {
      const source = stackFile(this, file);
      // Each upload is a version of its own, the first one included.
      const after = [
        ...dependsOn,
        ...(shared.bucketVersioning === undefined ? [] : [shared.bucketVersioning]),
      ];
      return new S3Object(this, id, {
        bucket: shared.bucketName,
        key: `${siteName}/${SORRY_FOLDER}/${file.path}`,
        source,
        etag: Fn.filemd5(source),
        contentType: file.contentType,
        ...more,
        dependsOn: after.length === 0 ? undefined : after,
        // S3 allows an object 10 tags only; the account's tags may be more.
        overrideProvider: { defaultTags: { tags: {} } },
      });
    };
    const assets = page.assets.map((file) =>
      create(`asset-${file.source.replaceAll("/", "+")}`, file, {
        cacheControl: ASSET_CACHE,
        // It goes only when the page that names it has made room for the next one.
        lifecycle: { createBeforeDestroy: true },
      }),
    );
    // Without it the cache policy's default would hold, a day.
    const cacheControl = `max-age=${numberText(props.cacheSeconds ?? 10)}`;
    const form: Partial<S3ObjectConfig> = {
      cacheControl,
      metadata: pageMetadata({ alias: this.alias }),
      // Its name changes with the status.
      lifecycle: { createBeforeDestroy: true },
    };
    create("form-text", page.text, form);
    if (props.json !== false) create("form-json", page.json, form);
    return create("page", page.document, {
      cacheControl,
      metadata: pageMetadata({
        alias: this.alias,
        retryAfter: headerOf(props.retryAfter),
        hstsSeconds: props.hstsSeconds === undefined ? undefined : numberText(props.hstsSeconds),
        json: props.json,
      }),
      dependsOn: assets,
    });
  }

  private createDistribution(
    { shared, siteName, ...props }: SorryDistributionProps,
    page: S3Object,
  ): CloudfrontDistribution {
    return new CloudfrontDistribution(this, "distribution", {
      enabled: true,
      // At most 126 characters, of the 128 that CloudFront allows.
      comment: this.alias,
      aliases: [this.alias],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      origin: [
        {
          originId: "pages",
          domainName: shared.bucketRegionalDomainName,
          // A folder a site: its root is a missing key, never a listing of the bucket.
          originPath: `/${siteName}`,
          originAccessControlId: shared.originAccessControlId(siteName),
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: "pages",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: MANAGED_CACHING_OPTIMIZED,
        compress: true,
        // It refuses plain HTTP; a redirect would show the alias to users.
        viewerProtocolPolicy: "https-only",
      },
      customErrorResponse: S3_ERRORS.map((errorCode) => ({
        errorCode,
        responseCode: props.status ?? 503,
        responsePagePath: PAGE_PATH,
        errorCachingMinTtl: props.cacheSeconds ?? 10,
      })),
      // There is a page, and leave to read it, before anybody can ask for it and until nobody can.
      dependsOn: [page, ...(shared.bucketPolicy === undefined ? [] : [shared.bucketPolicy])],
      // Terraform knows a distribution only when the wait for it ends, minutes later; a deploy that is killed
      // meanwhile would leave one that nobody knows, and its alias taken. Until CloudFront is there, sorry servers
      // answer with the baked copy.
      waitForDeployment: false,
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: shared.certificateArn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    });
  }

  private createRecords(shared: SorrySharedResources, distribution: CloudfrontDistribution): void {
    for (const type of ["A", "AAAA"]) {
      new Route53Record(this, `record-${type.toLowerCase()}`, {
        provider: shared.zoneProvider,
        zoneId: shared.zoneId,
        name: this.alias,
        type,
        // A deploy that was killed while it waited for Route 53 left a record that Terraform does not know. No name of
        // somebody else's is taken: by now CloudFront has given the alias to this distribution, and to no other.
        allowOverwrite: true,
        alias: {
          name: distribution.domainName,
          zoneId: distribution.hostedZoneId,
          evaluateTargetHealth: false,
        },
      });
    }
  }
}

/** A number within a text; of a token, what stands for it there. */
const numberText = (value: number): string =>
  Token.isUnresolved(value) ? Token.asString(value) : String(value);

function headerOf(retryAfter: string | undefined): string | undefined {
  if (retryAfter === undefined || Token.isUnresolved(retryAfter)) return retryAfter;
  return retryAfterHeader(retryAfter);
}
