import { INSTANCE_TYPES } from "../accounts/fleet";
import type { Image } from "../accounts/image";
import type { Account, Platform } from "../accounts/types";
import * as hcl from "./hcl";

/** Debian's own images. @see https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm */
const DEBIAN_OWNER = "136693071363";

interface Variable {
  readonly name: string;
  readonly description: string;
  readonly fallback: hcl.Expression;
  /** A regular expression for the value; of a list for each item, of a map for each `key=value`. */
  readonly allowed: string;
  readonly rule: string;
  /** @default "string" */
  readonly type?: "string" | "list" | "map";
}

const TYPES = { string: "string", list: "list(string)", map: "map(string)" };

/** What a value has that is not allowed. Not regex(): Packer 1.6.6 has none, and can() would hide that. */
const rest = (value: string, allowed: string) =>
  // The "=" keeps an empty value from passing, as the replacement of nothing is nothing.
  `regex_replace("=${value}", ${hcl.text(`^=${allowed}$`).hcl}, "")`;

function condition({ name, type, allowed }: Variable): hcl.Expression {
  switch (type) {
    case "list":
      return hcl.raw(`length([for item in var.${name} : item if ${rest("${item}", allowed)} != ""]) == 0`);
    case "map":
      return hcl.raw(
        `length([for key, item in var.${name} : key if ${rest("${key}=${item}", allowed)} != ""]) == 0`,
      );
    default:
      return hcl.raw(`${rest(`\${var.${name}}`, allowed)} == ""`);
  }
}

function block(variable: Variable): hcl.Block {
  const { name, description, fallback, rule, type = "string" } = variable;
  return hcl.block(
    "variable",
    [name],
    [
      ...hcl.attributes({
        type: hcl.raw(TYPES[type]),
        default: fallback,
        description: hcl.text(description),
      }),
      hcl.block(
        "validation",
        [],
        hcl.attributes({ condition: condition(variable), error_message: hcl.text(rule) }),
      ),
    ],
  );
}

const SHA256 = "([0-9a-f]{64})?";
const REGION = "[a-z]{2}(-[a-z]+)+-[0-9]";

function general({ image, accounts }: Platform, owner: Account): Variable[] {
  const others = [...new Set(accounts.map(({ id }) => id))].filter((id) => id !== owner.id).sort();
  const regions = [...new Set(accounts.map(({ region }) => region))].sort();
  return [
    {
      name: "region",
      description: "The region to bake in; the image is copied to the others from there.",
      fallback: hcl.text(owner.region),
      allowed: REGION,
      rule: "The region must be a code such as eu-west-1.",
    },
    {
      name: "subnet_id",
      description:
        "The subnet to bake in, with a way out to Debian's mirrors; empty for one of the default VPC.",
      fallback: hcl.text(""),
      allowed: "(subnet-[0-9a-f]{8,17})?",
      rule: "The subnet_id must be like subnet-0123456789abcdef0.",
    },
    {
      name: "ssh_from",
      description:
        "Whence Packer may reach the machine that it bakes on: the CIDR blocks of its security group.",
      type: "list",
      fallback: hcl.list([hcl.text("0.0.0.0/0")]),
      allowed: "[0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}",
      rule: "The ssh_from must be a list of CIDR blocks such as 192.0.2.0/24.",
    },
    {
      name: "source_owner",
      description: "The account that owns the image to start from; the default is Debian's.",
      fallback: hcl.text(DEBIAN_OWNER),
      allowed: "[0-9]{12}",
      rule: "The source_owner must be an account id of 12 digits.",
    },
    {
      name: "share_accounts",
      description: "The accounts that may launch the image, beside the one that bakes it.",
      type: "list",
      fallback: hcl.list(others.map(hcl.text)),
      allowed: "[0-9]{12}",
      rule: "The share_accounts must be a list of account ids of 12 digits.",
    },
    {
      name: "copy_regions",
      description: "The regions to copy the image to.",
      type: "list",
      fallback: hcl.list(regions.map(hcl.text)),
      allowed: REGION,
      rule: "The copy_regions must be a list of codes such as eu-west-1.",
    },
    {
      name: "kms_keys",
      description: "By region, the key that encrypts the image there, one for each; empty for no encryption.",
      type: "map",
      fallback: hcl.object(
        Object.fromEntries(
          Object.entries(image.kmsKeys ?? {}).map(([region, key]) => [region, hcl.text(key)]),
        ),
      ),
      allowed: `${REGION}=arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+`,
      rule: "The kms_keys must be a map from regions to the ARNs of keys.",
    },
    {
      name: "version_suffix",
      description: "What the image's name ends with, beside the time of the bake.",
      fallback: hcl.text(""),
      allowed: "([A-Za-z0-9][A-Za-z0-9._-]{0,31})?",
      rule: "The version_suffix must be at most 32 letters, digits, dots, hyphens and underscores.",
    },
    {
      name: "source_revision",
      description: "The commit that accounts/ and the rest are of, for release.json and the image's tags.",
      fallback: hcl.text("unknown"),
      allowed: "[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}",
      rule: "The source_revision must be at most 100 letters, digits and the characters . _ / + or hyphens.",
    },
  ];
}

function ssmAgent({ image }: Platform): Variable[] {
  const agent = image.ssmAgent === false ? undefined : image.ssmAgent;
  return [
    {
      name: "ssm_agent_version",
      description: "The version of Amazon's SSM agent; empty for an image that nobody can log in to.",
      fallback: hcl.text(agent?.version ?? ""),
      allowed: "([0-9]+([.][0-9]+){3})?",
      rule: "The ssm_agent_version must be four numbers, as in 3.3.1957.0.",
    },
    {
      name: "ssm_agent_url",
      description: "Where the agent's versions are; empty for Amazon's bucket in the region.",
      fallback: hcl.text(""),
      allowed: "(https?://[A-Za-z0-9._:/-]+)?",
      rule: "The ssm_agent_url must be an address such as https://mirror.example.com/ssm.",
    },
    ...image.architectures.map((architecture) => ({
      name: `${architecture}_ssm_agent_sha256`,
      description: `The SHA-256 of that version's amazon-ssm-agent.deb for ${architecture}.`,
      fallback: hcl.text(agent?.sha256[architecture] ?? ""),
      allowed: SHA256,
      rule: `The ${architecture}_ssm_agent_sha256 must be 64 hexadecimal digits.`,
    })),
  ];
}

const machines = ({ architectures }: Image): Variable[] =>
  architectures.flatMap((architecture) => [
    {
      name: `${architecture}_instance_type`,
      description: `The instance type that bakes the ${architecture} image.`,
      fallback: hcl.text(INSTANCE_TYPES[architecture]),
      allowed: "[a-z0-9-]+[.][a-z0-9-]+",
      rule: `The ${architecture}_instance_type must be like ${INSTANCE_TYPES[architecture]}.`,
    },
    {
      name: `${architecture}_source_image`,
      description: `The name of the image to start from, Debian 12 for ${architecture}; of several the newest.`,
      fallback: hcl.text(`debian-12-${architecture}-*`),
      allowed: "[A-Za-z0-9][A-Za-z0-9 ()./_*?-]{2,127}",
      rule: `The ${architecture}_source_image must be a name such as debian-12-${architecture}-*.`,
    },
  ]);

/** What a user can decide at a bake, with what accounts/ says as the default. */
export const imageVariables = (platform: Platform, owner: Account): hcl.Body =>
  [...general(platform, owner), ...machines(platform.image), ...ssmAgent(platform)].map(block);
