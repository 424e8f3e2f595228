import { closest } from "./closest";
import { expected } from "./fault";
import { type Report, fieldPath } from "./read-fields";
import { shardOf } from "./shards";

/** What exists in AWS already and may be taken over by an account's stack rather than made anew. */

/** The account, as far as its imports depend on it. */
export interface ImportingAccount {
  readonly id: string;
  readonly sorryDomain: string;
  readonly bucket: string;
  readonly sites: readonly { readonly name: string; readonly alias: string }[];
}

/** What the id of a resource must be like. */
interface IdRule {
  readonly pattern: RegExp;
  /** Begins with "must". */
  readonly rule: string;
}

/** The constructs of the bucket and of its settings, below `shared/`. */
export const BUCKET_PARTS = [
  "bucket",
  "bucket-ownership",
  "bucket-versioning",
  "bucket-encryption",
  "bucket-public-access-block",
  "bucket-policy",
] as const;

export const CERTIFICATE = "shared/certificate";
export const VALIDATION_RECORD = "shared/certificate-validation-record";
export const bucketPart = (part: (typeof BUCKET_PARTS)[number]) => `shared/${part}`;
export const accessControlOf = (shard: string) => `shared/origin-access-control-${shard}`;
export const distributionOf = (site: string) => `sites/${site}/distribution`;
export const recordOf = (site: string, type: "A" | "AAAA") => `sites/${site}/record-${type.toLowerCase()}`;

/** As Terraform's provider names a record. */
export const recordId = (zoneId: string, name: string, type: string) => `${zoneId}_${name}_${type}`;

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const recordRule = (name: string, shown: string, type: string): IdRule => ({
  pattern: new RegExp(`^[A-Z0-9]{1,32}_${name}_${type}$`),
  rule: `must be ZONE-ID_${shown}_${type}`,
});

/** An id of CloudFront's own. */
const cloudFrontId = (what: string): IdRule => ({
  pattern: /^E[A-Z0-9]{5,31}$/,
  rule: `must be the id of ${what}, as in E2QWRUHAPOMQZL`,
});

/**
 * What may be taken over: the path of each construct in the account's stack, and what its id must be like. No accepted
 * id holds a character that Terraform treats specially.
 */
export function importable({
  id,
  sorryDomain,
  bucket,
  sites,
}: ImportingAccount): ReadonlyMap<string, IdRule> {
  const domain = literally(sorryDomain);
  // Of another bucket Terraform would empty and delete what it took over, to make this one.
  const ofBucket = { pattern: new RegExp(`^${literally(bucket)}$`), rule: `must be the account's bucket` };
  const shards = [...new Set(sites.map(({ name }) => shardOf(name)))].sort();
  return new Map<string, IdRule>([
    [
      CERTIFICATE,
      {
        pattern: new RegExp(`^arn:aws:acm:us-east-1:${id}:certificate/[0-9a-f-]{1,64}$`),
        rule: "must be the ARN of a certificate of the account, in us-east-1",
      },
    ],
    [VALIDATION_RECORD, recordRule(`_[0-9a-z]{1,63}\\.${domain}`, `NAME.${sorryDomain}`, "CNAME")],
    ...BUCKET_PARTS.map((part) => [bucketPart(part), ofBucket] as const),
    ...shards.map((shard) => [accessControlOf(shard), cloudFrontId("an origin access control")] as const),
    ...sites.flatMap(({ name, alias }) => [
      [distributionOf(name), cloudFrontId("a distribution")] as const,
      ...(["A", "AAAA"] as const).map(
        (type) => [recordOf(name, type), recordRule(literally(alias), alias, type)] as const,
      ),
    ]),
  ]);
}

/** Reports each import of what the account's stack does not have, and each id that can't be right. */
export function checkImports(
  imports: Readonly<Record<string, string>>,
  account: ImportingAccount,
  report: Report,
): void {
  const entries = Object.entries(imports);
  if (entries.length === 0) return;
  const rules = importable(account);
  for (const [path, id] of entries) {
    const field = fieldPath(["imports", path]);
    const found = rules.get(path);
    if (found === undefined) {
      const near = closest(path, [...rules.keys()]);
      const fix = near === undefined ? "Take it out." : `Take it out; or did you mean ${near}?`;
      report(expected("must be something of the account's stack that can be taken over", id, fix), field);
    } else if (!found.pattern.test(id)) {
      report(expected(found.rule, id, "npx sorry import finds it."), field);
    }
  }
}
