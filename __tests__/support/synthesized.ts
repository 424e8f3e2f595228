import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { AccountConfig } from "../../accounts/types";
import {
  AccountStack,
  type BuiltPage,
  type FleetImage,
  type SorrySharedResources,
  buildPage,
  readPage,
} from "../../modules";
import { SAMPLE_FACTS } from "../../pages/facts";
import { checkPages } from "../../pages/platform-pages";
import { SITE_CONTENT, platformOf, sitesOf } from "./platforms";
import { temporaryFolder } from "./temporary-folder";

type Body = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Body>>>>;

interface StackJson {
  readonly terraform: { readonly backend?: Body; readonly cloud?: Body };
  readonly provider: { readonly aws: readonly Body[] };
  readonly data?: Blocks;
  readonly resource?: Blocks;
  readonly output?: Readonly<Record<string, Body>>;
}

/** A resource or a data source, as Terraform reads it. */
export interface Resource {
  /** As in the state: `aws_s3_bucket.shared_bucket_65FDEB71`. */
  readonly address: string;
  /** Its arguments, without cdktf's notes on where it comes from. */
  readonly body: Body;
}

/** What Terraform reads for one attribute of a resource that is not known before it exists. */
export const reference = ({ address }: Resource, attribute: string) => `\${${address}.${attribute}}`;

/** A stack's cdk.tf.json. Its parts are picked by type and value, and a pick that fits two or none throws. */
export class SynthesizedStack {
  readonly text: string;
  readonly json: StackJson;

  constructor(
    /** Holds cdk.tf.json and the assets. */
    readonly folder: string,
  ) {
    this.text = readFileSync(join(folder, "cdk.tf.json"), "utf8");
    this.json = JSON.parse(this.text) as StackJson;
  }

  get addresses(): string[] {
    return Object.keys(this.json.resource ?? {}).flatMap((type) =>
      this.all(type).map(({ address }) => address),
    );
  }

  all(type: string): Resource[] {
    return entries(this.json.resource?.[type], `${type}.`);
  }

  /** The one resource of its type, or the one of them whose argument `argument` is `value`. */
  one(type: string, argument?: string, value?: unknown): Resource {
    return only(type, this.all(type), argument, value);
  }

  oneData(type: string): Resource {
    return only(type, entries(this.json.data?.[type], `data.${type}.`));
  }
}

function entries(blocks: Readonly<Record<string, Body>> | undefined, prefix: string): Resource[] {
  return Object.entries(blocks ?? {}).map(([id, { "//": _, ...body }]) => ({
    address: `${prefix}${id}`,
    body,
  }));
}

function only(type: string, resources: readonly Resource[], argument?: string, value?: unknown): Resource {
  const found = argument === undefined ? resources : resources.filter(({ body }) => body[argument] === value);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  throw new Error(`${found.length} of ${type}${argument === undefined ? "" : ` by ${argument}`}`);
}

const root = temporaryFolder();
let apps = 0;

/** A stack that knows nothing of this project: a platform team's own. */
export interface TheirStack {
  readonly stack: TerraformStack;
  readonly usEast1Provider: AwsProvider;
}

export function theirStack(name = "theirs"): TheirStack {
  const stack = new TerraformStack(newApp(), name);
  new LocalBackend(stack, { path: "theirs.tfstate" });
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const usEast1Provider = new AwsProvider(stack, "aws-virginia", { region: "us-east-1", alias: "virginia" });
  return { stack, usEast1Provider };
}

/** What a team that has a bucket and a certificate already gives to its sites. */
export const HAND_GIVEN: SorrySharedResources = {
  sorryDomain: "sorry.example.com",
  certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/0123",
  bucketName: "our-pages",
  bucketRegionalDomainName: "our-pages.s3.eu-west-1.amazonaws.com",
  zoneId: "Z0123456789",
  originAccessControlId: (siteName) => `control-of-${siteName}`,
};

/** @param outdir @default a folder of its own */
export function newApp(outdir = join(root, String(apps++))): App {
  return new App({ outdir });
}

/** Synthesizes the stack's app, and reads the stack back. */
export function synthesized(stack: TerraformStack): SynthesizedStack {
  const app = App.of(stack);
  app.synth();
  return new SynthesizedStack(join(app.outdir, "stacks", stack.node.id));
}

/** What the stacks of tests find their golden AMI by. */
export const FLEET_IMAGE: FleetImage = { accountId: "222222222222", configHash: "0123456789ab" };

/** The stack of an account, from what somebody would write into accounts/. */
export function accountStack(
  config: AccountConfig,
  image = FLEET_IMAGE,
  Stack = AccountStack,
): SynthesizedStack {
  const platform = platformOf([config]);
  const { pages } = checkPages(sitesOf(platform));
  const [account] = platform.accounts;
  if (account === undefined) throw new Error("no account");
  return synthesized(new Stack(newApp(), account.name, { account, pages, image }));
}

/** A page of the repository: `maintenance` has one asset, `closed` none. */
export const sitePage = (name: "maintenance" | "closed"): BuiltPage =>
  buildPage(readPage(join(SITE_CONTENT, name)), SAMPLE_FACTS);
