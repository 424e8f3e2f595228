/** What AWS has that an account's stack might take over, as far as that decides whether it can. */

/** A distribution of the account. */
export interface FoundDistribution {
  readonly id: string;
  /** CloudFront's own name for it, `….cloudfront.net`. */
  readonly domainName: string;
  /** In lower case. */
  readonly aliases: readonly string[];
  readonly certificateArn?: string;
  readonly origins: readonly FoundOrigin[];
  /** What it has and a site's distribution has not, in words, such as "its web ACL". */
  readonly extras: readonly string[];
}

export interface FoundOrigin {
  readonly domainName: string;
  /** Where it is a bucket, rather than a web server. */
  readonly bucket?: string;
  /** Whether it is the bucket's web site, which S3 shows to anybody or to nobody. */
  readonly isWebsite: boolean;
  /** How CloudFront may read it: by an origin access control, by the older identity, or as anybody may. */
  readonly access: "control" | "identity" | "none";
}

/** An origin access control. */
export interface FoundAccessControl {
  readonly id: string;
  readonly name: string;
}

/** An issued certificate in us-east-1 for the sorry domain or the names below it. */
export interface FoundCertificate {
  readonly arn: string;
  /** The name it was asked for. */
  readonly domainName: string;
  /** All that it covers. */
  readonly names: readonly string[];
  /** Issued by ACM on a record in DNS, and so renewed by itself; what a stack makes. */
  readonly isByDns: boolean;
  readonly notAfter: Date;
  /** The record that validates the sorry domain and its wildcard: one for all of an account's certificates. */
  readonly record?: { readonly name: string; readonly value: string };
}

/** A record of the zone, at or below the sorry domain. */
export interface FoundRecord {
  readonly name: string;
  readonly type: string;
  /** Where the name has several such records and a routing policy among them. */
  readonly setIdentifier?: string;
  /** Without the dot at the end. */
  readonly targets: readonly string[];
}

/** A bucket by a name that the stack might use. */
export interface FoundBucket {
  readonly name: string;
  readonly owner: "account" | "somebody else" | "nobody";
  /** Of the account's own. */
  readonly region?: string;
  /** Which of its settings there are, as the constructs are named: `bucket-policy`. */
  readonly settings: readonly string[];
  /** The lifecycle rules that delete objects, or move them to another storage class. */
  readonly lifecycleRules: readonly FoundLifecycleRule[];
  /** The first folders and objects in it. */
  readonly entries: readonly string[];
}

export interface FoundLifecycleRule {
  readonly name: string;
  /** What the keys begin with that it is about; empty for all of them. */
  readonly prefix: string;
}

/** All of it. */
export interface Found {
  /** The public zones of the zone's name. */
  readonly zoneIds: readonly string[];
  readonly records: readonly FoundRecord[];
  readonly distributions: readonly FoundDistribution[];
  readonly accessControls: readonly FoundAccessControl[];
  readonly certificates: readonly FoundCertificate[];
  readonly buckets: readonly FoundBucket[];
}
