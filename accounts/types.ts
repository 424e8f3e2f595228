import type { Fleet, FleetConfig } from "./fleet";
import type { Image, ImageConfig } from "./image";
import type { LoadBalancer, LoadBalancerConfig, SwitchState } from "./load-balancer";
import type { Quotas, QuotasConfig } from "./quotas";

/**
 * What people write into accounts/ (the `…Config` types), and what the rest of the program works on
 * once it has been checked ({@link Platform}).
 */

/** The status codes that CloudFront can put on a custom error page, without 200: a sorry page is never a success.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/APIReference/API_CustomErrorResponse.html */
export const SORRY_STATUSES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504] as const;

export type SorryStatus = (typeof SORRY_STATUSES)[number];

/**
 * What a sorry server does with a request that did not come over HTTPS.
 *
 * - `permanent`: 301 to the same URL over HTTPS. Browsers remember it, also after the maintenance.
 * - `temporary`: 307, which nobody remembers.
 * - `off`: the sorry page at once. For sites without HTTPS, and behind load balancers that send no X-Forwarded-Proto.
 */
export const HTTPS_REDIRECTS = ["permanent", "temporary", "off"] as const;

export type HttpsRedirect = (typeof HTTPS_REDIRECTS)[number];

/** When a maintenance is planned: two instants with a time zone, as in `2026-12-01T01:00:00+09:00`. */
export interface TimeWindow {
  readonly start: string;
  /** Later than `start`. */
  readonly end: string;
}

/** One sorry page in use: the domains it answers for, its page and its status. One CloudFront distribution. */
export interface SiteConfig {
  /** A DNS label; the site's alias is `NAME.SORRY-DOMAIN`. Renaming a site replaces its distribution. */
  readonly name: string;
  /**
   * The public domains that the site answers for: exact (`example.com`), or a wildcard (`*.example.com`, every name
   * below example.com, at any depth). Internationalized names are turned into A-labels. The most specific entry of
   * the whole platform wins, in whichever site it stands.
   */
  readonly domains: readonly string[];
  /**
   * A folder with an index.html.
   * @default the folder with the site's name if there is one, else `maintenance`
   */
  readonly page?: string;
  /** @default 503 */
  readonly status?: SorryStatus;
  /** @default "permanent" */
  readonly httpsRedirect?: HttpsRedirect;
  /**
   * When to come back: a duration (`90s`, `30m`, `2h`, `1d12h`), or an instant with a time zone
   * (`2026-12-01T06:00:00+09:00`).
   * @default the end of `window` if there is one, else no Retry-After header
   */
  readonly retryAfter?: string;
  /** When the maintenance is planned, for pages that show it. @default the page's own, in its page.json, if any */
  readonly window?: TimeWindow;
  /** The IANA name of the zone in which pages show times, as in `Asia/Tokyo`. @default the page's own, else UTC */
  readonly timeZone?: string;
  /**
   * For how many seconds CloudFront keeps the error page, and so how long an edit takes to be seen. 1 to 86400.
   * @default 10
   */
  readonly cacheSeconds?: number;
  /**
   * For how many seconds browsers are to insist on HTTPS (Strict-Transport-Security), as the web site itself tells
   * them; 0 takes it back. At most 63072000, two years.
   * @default no such header
   */
  readonly hstsSeconds?: number;
  /**
   * Whether clients that ask for JSON rather than HTML get a small JSON body, under the same status.
   * @default true
   */
  readonly json?: boolean;
}

/** A Route 53 zone in another AWS account. */
export interface ZoneElsewhere {
  /** The zone's name. */
  readonly name: string;
  /** A role there that may read the zone and change its records; assumed with the environment's credentials. */
  readonly roleArn: string;
}

/** The state in a file beside package.json, `terraform.NAME.tfstate`. */
export interface LocalBackendConfig {
  readonly type: "local";
}

/** The state, and the runs, in a workspace of Terraform Cloud (HCP Terraform) or Terraform Enterprise. */
export interface TerraformCloudBackendConfig {
  readonly type: "terraform-cloud";
  /** @default "app.terraform.io" */
  readonly hostname?: string;
  readonly organization: string;
  /** @default "sorry-server-NAME" */
  readonly workspace?: string;
}

/** The state in an S3 bucket that exists. */
export interface S3BackendConfig {
  readonly type: "s3";
  readonly bucket: string;
  /** The bucket's region. */
  readonly region: string;
  /** @default "sorry-server/NAME.tfstate" */
  readonly key?: string;
  /** A role that may use the bucket. @default the environment's credentials */
  readonly roleArn?: string;
}

export type BackendConfig = LocalBackendConfig | TerraformCloudBackendConfig | S3BackendConfig;

/** A role to assume in the account; without one, the environment's credentials are used as they are. */
export interface CredentialsConfig {
  /** The role's ARN; it must be a role of the account itself. */
  readonly roleArn: string;
  /** @default none */
  readonly externalId?: string;
}

/** One AWS account: one file in accounts/, one Terraform stack, one workspace. */
export interface AccountConfig {
  /** Lower-case letters, digits and hyphens; the stack's name. */
  readonly name: string;
  /** The account's 12-digit id, as a string. */
  readonly id: string;
  readonly region: string;
  /**
   * The subdomain for aliases, for which the account holds a wildcard certificate. It must not be in other use: the
   * stack writes the record of every alias below it.
   */
  readonly sorryDomain: string;
  /**
   * The public Route 53 zone that holds the sorry domain: its name, or its name and the role to assume where it
   * stands in another account.
   * @default a zone named as the sorry domain, in this account
   */
  readonly zone?: string | ZoneElsewhere;
  /**
   * The name of the bucket of pages: 3 to 60 lower-case letters, digits and inner hyphens. The stack makes it, or takes
   * over one that exists (`imports`). Another name later moves the pages to a new bucket and deletes the old one.
   * @default `pages-`, the sorry domain with hyphens for its dots, and the account id
   */
  readonly bucket?: string;
  readonly sites: readonly SiteConfig[];
  /** @default a local state file */
  readonly backend?: BackendConfig;
  /** @default the environment's credentials */
  readonly credentials?: CredentialsConfig;
  /** Tags for every resource that can have some, except S3 objects (AWS allows those only 10). @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Where AWS allows the account other amounts than it allows everybody. @default AWS's own quotas */
  readonly quotas?: QuotasConfig;
  /** The account's sorry servers. @default none; its pages are there all the same */
  readonly fleet?: FleetConfig;
  /** The load balancers that exist and can be switched to the sorry servers. @default none */
  readonly loadBalancers?: readonly LoadBalancerConfig[];
  /** What is switched on, by site: "on", "off", or a share of the requests as in "10%". @default off, each site */
  readonly switch?: Readonly<Record<string, SwitchState>>;
  /**
   * What exists in AWS already and the stack takes over rather than makes, as `npx sorry import` finds it: ids by the
   * constructs' paths, as in `{ "sites/domain-a/distribution": "E2QWRUHAPOMQZL" }`. To be taken out once deployed.
   * @default nothing
   */
  readonly imports?: Readonly<Record<string, string>>;
}

/**
 * All that accounts/ says: the list of accounts alone, or the list and what concerns all of them together.
 */
export type PlatformConfig =
  | readonly AccountConfig[]
  | {
      readonly accounts: readonly AccountConfig[];
      /** The golden AMI. @default baked and shared by the first account, not encrypted, for both processors */
      readonly image?: ImageConfig;
      /**
       * The ports that sorry servers listen on, for plain HTTP: 80, and those to which an existing target group or a
       * classic load balancer that is switched as a whole sends its requests. Part of the master config, so of the image.
       * @default [80]
       */
      readonly ports?: readonly number[];
    };

/** A site, checked and complete. */
export interface Site {
  readonly name: string;
  /** The name of its account. */
  readonly account: string;
  /** The host name of its CloudFront distribution. */
  readonly alias: string;
  /** Lower case, A-labels, in the order written. */
  readonly domains: readonly string[];
  /** The page's name. */
  readonly page: string;
  /** Where the page's folder is on this machine; never part of what is generated. */
  readonly pageFolder: string;
  readonly status: SorryStatus;
  readonly httpsRedirect: HttpsRedirect;
  /** As written; `retryAfterHeader` makes the header's value of it. */
  readonly retryAfter?: string;
  readonly window?: TimeWindow;
  readonly timeZone?: string;
  readonly cacheSeconds: number;
  readonly hstsSeconds?: number;
  readonly json: boolean;
}

/** A page that a site uses: the site where nothing in it is at fault, else what is needed to check the page. */
export type PageUse = Site | Pick<Site, "account" | "name" | "page" | "pageFolder">;

export type Backend =
  LocalBackendConfig | Required<TerraformCloudBackendConfig> | (S3BackendConfig & { readonly key: string });

/** An account, checked and complete. */
export interface Account {
  readonly name: string;
  readonly id: string;
  readonly region: string;
  readonly sorryDomain: string;
  readonly zone: { readonly name: string; readonly roleArn?: string };
  /** The name of the bucket of pages. */
  readonly bucket: string;
  readonly sites: readonly Site[];
  readonly backend: Backend;
  readonly credentials?: CredentialsConfig;
  readonly tags: Readonly<Record<string, string>>;
  readonly quotas: Quotas;
  readonly fleet?: Fleet;
  readonly loadBalancers: readonly LoadBalancer[];
  /** By site; what is not named is off. */
  readonly switch: Readonly<Record<string, SwitchState>>;
  /** Ids of what is taken over, by the path of its construct in the account's stack. */
  readonly imports: Readonly<Record<string, string>>;
}

/** All accounts together, checked together. */
export interface Platform {
  /** At least one, in the order of the list. */
  readonly accounts: readonly Account[];
  readonly image: Image;
  /** What sorry servers listen on: 80 at least, in order. */
  readonly ports: readonly number[];
  /** What is right but worth a look, a sentence each; such as an exact domain within another site's wildcard. */
  readonly notes: readonly string[];
}
