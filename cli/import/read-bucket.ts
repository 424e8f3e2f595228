import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { BUCKET_PARTS } from "../../accounts/imports";
import { codeOf } from "../aws/fault";
import type { FoundBucket, FoundLifecycleRule } from "./found";

type Setting = Exclude<(typeof BUCKET_PARTS)[number], "bucket">;

/** How S3 says that a bucket has no such setting. */
const NO_SETTING = [
  "NoSuchBucketPolicy",
  "NoSuchPublicAccessBlockConfiguration",
  "OwnershipControlsNotFoundError",
  "ServerSideEncryptionConfigurationNotFoundError",
];

/** Terraform can't take over a setting that was never made; it makes it. */
async function readSettings(client: S3Client, of: { readonly Bucket: string }) {
  const isSet = (answer: Promise<object>) =>
    answer.then(
      () => true,
      (error: unknown) => {
        if (NO_SETTING.includes(codeOf(error))) return false;
        throw error;
      },
    );
  const asked: readonly (readonly [Setting, Promise<boolean>])[] = [
    ["bucket-ownership", isSet(client.send(new GetBucketOwnershipControlsCommand(of)))],
    [
      "bucket-versioning",
      client.send(new GetBucketVersioningCommand(of)).then(({ Status }) => Status !== undefined),
    ],
    ["bucket-encryption", isSet(client.send(new GetBucketEncryptionCommand(of)))],
    ["bucket-public-access-block", isSet(client.send(new GetPublicAccessBlockCommand(of)))],
    ["bucket-policy", isSet(client.send(new GetBucketPolicyCommand(of)))],
  ];
  const settings = await Promise.all(asked.map(async ([name, answer]) => ((await answer) ? [name] : [])));
  return settings.flat();
}

/** The rules that objects in use fall under; those of old versions and of unfinished uploads take nothing away. */
export function lifecycleRules(rules: readonly LifecycleRule[]): FoundLifecycleRule[] {
  // Rules from before there were filters have a prefix of their own still.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return rules.flatMap(({ ID = "", Status, Filter, Prefix, Expiration, Transitions = [] }) => {
    const isExpiring = Expiration?.Days !== undefined || Expiration?.Date !== undefined;
    if (Status !== "Enabled" || !(isExpiring || Transitions.length > 0)) return [];
    return [{ name: ID, prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? "" }];
  });
}

async function readLifecycleRules(client: S3Client, of: { readonly Bucket: string }) {
  const answer = client.send(new GetBucketLifecycleConfigurationCommand(of)).catch((error: unknown) => {
    if (codeOf(error) === "NoSuchLifecycleConfiguration") return { Rules: [] };
    throw error;
  });
  return lifecycleRules((await answer).Rules ?? []);
}

/** S3's two oldest regions go by other names there. */
const regionOf = (location: string | undefined) =>
  location === undefined || location === "" ? "us-east-1" : location === "EU" ? "eu-west-1" : location;

/**
 * The bucket of this name, whoever has it.
 *
 * @param client follows a bucket to its region
 */
export async function readBucket(client: S3Client, name: string, accountId: string): Promise<FoundBucket> {
  const of = { Bucket: name, ExpectedBucketOwner: accountId };
  // Whose it is, S3 says by refusing.
  const owners = { NoSuchBucket: "nobody", AccessDenied: "somebody else" } as const;
  const refused = (error: unknown) =>
    owners[codeOf(error) as keyof typeof owners] as FoundBucket["owner"] | undefined;
  const location = await client.send(new GetBucketLocationCommand(of)).catch((error: unknown) => {
    const owner = refused(error);
    if (owner === undefined) throw error;
    return owner;
  });
  if (typeof location === "string") {
    return { name, owner: location, settings: [], lifecycleRules: [], entries: [] };
  }
  const listing = client.send(new ListObjectsV2Command({ ...of, Delimiter: "/", MaxKeys: 1000 }));
  const { CommonPrefixes = [], Contents = [] } = await listing;
  return {
    name,
    owner: "account",
    region: regionOf(location.LocationConstraint),
    settings: await readSettings(client, of),
    lifecycleRules: await readLifecycleRules(client, of),
    entries: [...CommonPrefixes.map(({ Prefix = "" }) => Prefix), ...Contents.map(({ Key = "" }) => Key)],
  };
}
