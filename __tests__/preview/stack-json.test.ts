import { join } from "node:path";
import { StackJson } from "../../preview/stack-json";
import { writeFiles } from "../support/files";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
let stacks = 0;

const PROVIDERS = [
  { region: "eu-west-1", allowed_account_ids: ["111111111111"] },
  { alias: "us-east-1", region: "us-east-1" },
];
const BUCKET = { aws_s3_bucket: { pages: { "//": { metadata: {} }, bucket: "our-pages" } } };

function stack(resource: object, more: object = {}): StackJson {
  const folder = join(root, String(stacks++));
  writeFiles(folder, { "cdk.tf.json": JSON.stringify({ provider: { aws: PROVIDERS }, resource, ...more }) });
  return new StackJson(folder);
}

test("knows the account and its region from the stack's provider", () => {
  expect(stack(BUCKET)).toMatchObject({ accountId: "111111111111", region: "eu-west-1" });
});

test("resources come by type, without cdktf's notes", () => {
  expect(stack(BUCKET).all("aws_s3_bucket")).toEqual([
    { address: "aws_s3_bucket.pages", type: "aws_s3_bucket", body: { bucket: "our-pages" } },
  ]);
  expect(stack(BUCKET).all("aws_s3_object")).toEqual([]);
});

test("references are resolved, however deep, and through other references", () => {
  const resources = stack({
    ...BUCKET,
    aws_s3_object: { page: { bucket: "${aws_s3_bucket.pages.id}", key: "k" } },
    aws_acm_certificate: { wild: { provider: "aws.us-east-1", domain_name: "*.example.com" } },
    aws_acm_certificate_validation: { wild: { certificate_arn: "${aws_acm_certificate.wild.arn}" } },
  });
  const resolved = resources.resolve({
    hosts: ["${aws_s3_bucket.pages.bucket_regional_domain_name}"],
    name: "${aws_s3_object.page.bucket}-${aws_s3_object.page.key}",
    arn: "${aws_acm_certificate_validation.wild.certificate_arn}",
    on: true,
  });
  expect(resolved).toEqual({
    hosts: ["our-pages.s3.eu-west-1.amazonaws.com"],
    name: "our-pages-k",
    arn: "arn:aws:acm:us-east-1:111111111111:certificate/aws_acm_certificate.wild",
    on: true,
  });
});

test("an id that only AWS knows is made up, another for each resource and the same on every run", () => {
  const two = { aws_cloudfront_distribution: { a: {}, b: {} } };
  const ids = ["a", "b"].map((name) => stack(two).attribute(`aws_cloudfront_distribution.${name}`, "id"));
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toMatch(/^E[0-9A-F]{13}$/);
  expect(stack(two).attribute("aws_cloudfront_distribution.a", "id")).toBe(ids[0]);
  expect(stack(two).attribute("aws_cloudfront_distribution.a", "arn")).toBe(
    `arn:aws:cloudfront::111111111111:distribution/${ids[0] ?? ""}`,
  );
});

test("an output's value is resolved; one that is missing is undefined", () => {
  const output = { bucket: { value: "${aws_s3_bucket.pages.bucket}" } };
  expect(stack(BUCKET, { output }).output("bucket")).toBe("our-pages");
  expect(stack(BUCKET).output("bucket")).toBeUndefined();
});

test.each([
  ["${aws_s3_bucket.other.id}", "there is no resource aws_s3_bucket.other."],
  [
    "${aws_s3_bucket.pages.website_endpoint}",
    "can't tell aws_s3_bucket.pages.website_endpoint before it is applied.",
  ],
  ['${filemd5("a")}', 'can\'t tell what ${filemd5("a")} is before it is applied.'],
])("what it can't know is an error, never guessed: %s", (value, message) => {
  expect(() => stack(BUCKET).resolve(value)).toThrow(message);
});

test("a provider that is not there is an error", () => {
  const certificate = { aws_acm_certificate: { a: { provider: "aws.us-east-2" } } };
  expect(() => stack(certificate).attribute("aws_acm_certificate.a", "arn")).toThrow(
    "there is no provider us-east-2.",
  );
});
