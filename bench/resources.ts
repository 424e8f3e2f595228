import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** How many resources of each type there are in all of a program's stacks; data sources are `data.TYPE`. */
export type Resources = ReadonlyMap<string, number>;

function count(types: Iterable<string>): Resources {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8")) as unknown;

interface TerraformStackFile {
  readonly resource?: Readonly<Record<string, object>>;
  readonly data?: Readonly<Record<string, object>>;
}

/** Of cdktf's output folder. */
export function terraformResources(outputFolder: string): Resources {
  const stacks = join(outputFolder, "stacks");
  return count(
    readdirSync(stacks).flatMap((stack) => {
      const { resource = {}, data = {} } = readJson(stacks, stack, "cdk.tf.json") as TerraformStackFile;
      return [
        "stack",
        ...Object.entries(resource).flatMap(([type, all]) => Object.keys(all).map(() => type)),
        ...Object.entries(data).flatMap(([type, all]) => Object.keys(all).map(() => `data.${type}`)),
      ];
    }),
  );
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** Of the AWS CDK's output folder. */
export function cloudFormationResources(outputFolder: string): Resources {
  const templates = readdirSync(outputFolder).filter((file) => file.endsWith(".template.json"));
  return count(
    templates.flatMap((file) => [
      "stack",
      ...Object.values((readJson(outputFolder, file) as Template).Resources).map(({ Type }) => Type),
    ]),
  );
}

/** @throws unless both programs made the same resources */
export function checkSame(project: Resources, baseline: Resources): void {
  const types = [...new Set([...project.keys(), ...baseline.keys()])].sort();
  check(
    types.map((type) => ({ type, got: project.get(type), wanted: baseline.get(type) })),
    "sorry-server and bench/plain-cdktf.ts do not make the same resources, so their figures can't be compared. Bring bench/plain-cdktf.ts up to date",
  );
}

/**
 * @param awsCdk the resources of bench/aws-cdk/app.js, which says why they are not the same
 * @throws unless they are the nearest to the baseline's
 */
export function checkNearest(awsCdk: Resources, baseline: Resources): void {
  const of = (type: string) => baseline.get(type) ?? 0;
  const wanted: Readonly<Record<string, number>> = {
    stack: of("stack"),
    "AWS::CertificateManager::Certificate": of("aws_acm_certificate"),
    "AWS::CloudFront::Distribution": of("aws_cloudfront_distribution"),
    "AWS::CloudFront::OriginAccessControl": of("aws_cloudfront_origin_access_control"),
    // A certificate makes its validation record itself.
    "AWS::Route53::RecordSet": of("aws_route53_record") - of("aws_acm_certificate_validation"),
    "AWS::S3::Bucket": of("aws_s3_bucket"),
    "AWS::S3::BucketPolicy": of("aws_s3_bucket_policy"),
    // One for all objects of a site.
    "Custom::SorryPage": of("aws_cloudfront_distribution"),
  };
  check(
    Object.entries(wanted).map(([type, number]) => ({ type, got: awsCdk.get(type), wanted: number })),
    "bench/aws-cdk/app.js does not make what is nearest to bench/plain-cdktf.ts. Bring it up to date",
  );
}

function check(
  types: readonly { readonly type: string; readonly got?: number; readonly wanted?: number }[],
  message: string,
): void {
  const different = types.filter(({ got = 0, wanted = 0 }) => got !== wanted);
  if (different.length === 0) return;
  const lines = different.map(({ type, got = 0, wanted = 0 }) => `  ${type}: ${got} instead of ${wanted}`);
  throw new Error(`${message}:\n${lines.join("\n")}`);
}
