import { z } from "zod";
import { type Fault, expected } from "./fault";
import { matching, must, noneOf, oneOf, strict } from "./field";
import { ARCHITECTURES, type Image } from "./image";
import { type Report, isObject, readFields } from "./read-fields";

const LEAVE_OUT_KEYS = "Leave it out for an image that is not encrypted.";
const LEAVE_OUT_ARCHITECTURES = "Leave it out for both.";
const SSM_AGENT = [
  "false, or an object of version and sha256",
  "Write { version, sha256: { arm64, amd64 } }, or false for an image that nobody can log in to.",
] as const;

const sha256 = matching(
  /^[0-9a-f]{64}$/,
  "be a SHA-256: 64 lower-case hexadecimal digits",
  "See what sha256sum says of the file.",
);

const imageFields = z.object({
  account: z.string(must("be the name of an account", "Leave it out for the first account.")).optional(),
  architectures: z
    .array(
      oneOf(ARCHITECTURES, LEAVE_OUT_ARCHITECTURES),
      must(`be a list of ${ARCHITECTURES.join(", ")}`, LEAVE_OUT_ARCHITECTURES),
    )
    .min(1, must("name one processor at least", LEAVE_OUT_ARCHITECTURES))
    .default([...ARCHITECTURES]),
  kmsKeys: z
    .record(
      z.string(),
      matching(
        /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/,
        "be the ARN of a KMS key",
        "Write arn:aws:kms:REGION:ACCOUNT-ID:key/ID; an alias can't be shared.",
      ),
      must("be an object of keys by region", LEAVE_OUT_KEYS),
    )
    .optional(),
  ssmAgent: z
    .union(
      [
        z.literal(false, must(`be ${SSM_AGENT[0]}`, SSM_AGENT[1])),
        strict(
          {
            version: matching(
              /^\d{1,5}(?:\.\d{1,5}){3}$/,
              "be a version of four numbers",
              "See the agent's release notes, as in 3.3.1957.0.",
            ),
            sha256: strict(
              { arm64: sha256.optional(), amd64: sha256.optional() },
              "an object of checksums by processor",
              "Write { arm64, amd64 }.",
            ),
          },
          ...SSM_AGENT,
        ),
      ],
      must(`be ${SSM_AGENT[0]}`, SSM_AGENT[1]),
    )
    .optional(),
});

/** What the image is checked against: as much of the accounts as could be read. */
interface KnownAccount {
  readonly label: string;
  readonly region?: string;
}

/**
 * Reads the platform's `image`.
 *
 * @returns undefined where it is at fault
 */
export function readImage(
  raw: unknown,
  accounts: readonly KnownAccount[],
  faults: Fault[],
): Image | undefined {
  const before = faults.length;
  const at = (field?: string) => (field === undefined ? "image" : `image.${field}`);
  const report: Report = (message, field) => faults.push({ field: at(field), message });
  if (raw !== undefined && !isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "account": "corporate" }, or leave it out.'));
    return undefined;
  }
  const fields = readFields(imageFields, raw ?? {}, report);
  const { account, architectures = [], kmsKeys, ssmAgent } = fields;
  const names = accounts.map(({ label }) => label);
  if (account !== undefined && !names.includes(account)) {
    report(noneOf(names, account, "Name one of them."), "account");
  }
  if (kmsKeys !== undefined) checkKeys(kmsKeys, accounts, report);
  if (ssmAgent !== undefined && ssmAgent !== false) {
    for (const processor of architectures.filter((name) => ssmAgent.sha256[name] === undefined)) {
      const rule = `must be there, as the image is baked for ${processor}`;
      report(
        expected(rule, undefined, "See what sha256sum says of the file."),
        `ssmAgent.sha256.${processor}`,
      );
    }
  }
  const owner = account ?? names[0];
  if (faults.length > before || owner === undefined) return undefined;
  return {
    account: owner,
    architectures: ARCHITECTURES.filter((name) => architectures.includes(name)),
    ...(kmsKeys === undefined ? {} : { kmsKeys }),
    ...(ssmAgent === undefined ? {} : { ssmAgent }),
  };
}

/** A key for each region that an account is in, and no other: Packer refuses anything else. */
function checkKeys(
  kmsKeys: Readonly<Record<string, string>>,
  accounts: readonly KnownAccount[],
  report: Report,
): void {
  const regions = [...new Set(accounts.flatMap(({ region }) => region ?? []))];
  for (const [region, key] of Object.entries(kmsKeys)) {
    if (!regions.includes(region)) {
      report(expected("must name regions that an account is in", region, "Take the key out."), "kmsKeys");
    } else if (key.split(":")[3] !== region) {
      const fix = "An image's copy is encrypted where it is.";
      report(expected(`must be a key in ${region}`, key, fix), `kmsKeys[${JSON.stringify(region)}]`);
    }
  }
  for (const region of regions.filter((name) => !(name in kmsKeys))) {
    const { label = "" } = accounts.find((account) => account.region === region) ?? {};
    const rule = `must hold a key for ${region} (accounts/${label} is there)`;
    report(expected(rule, Object.keys(kmsKeys), LEAVE_OUT_KEYS), "kmsKeys");
  }
}
