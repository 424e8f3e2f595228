import { readUnderPolicy } from "../../preview/bucket-policy";
import { storedObject } from "../support/distributions";

const READER = "arn:aws:cloudfront::111111111111:distribution/E1";
const object = storedObject("page");
const cloudFront = { Service: "cloudfront.amazonaws.com" };
const reads = {
  Effect: "Allow",
  Principal: cloudFront,
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::pages/*",
  Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:cloudfront::111111111111:distribution/*" } },
};
const lists = { ...reads, Action: ["s3:ListBucket"], Resource: "arn:aws:s3:::pages" };

const read = (statements: readonly object[] | undefined, found = true) =>
  readUnderPolicy(
    statements === undefined ? undefined : JSON.stringify({ Version: "2012-10-17", Statement: statements }),
    "pages",
    "site/_sorry/index.html",
    READER,
    found ? object : undefined,
  );

test("who may read gets the object", () => {
  expect(read([reads])).toBe(object);
});

test("a missing key is 403 for who may not list, and 404 for who may", () => {
  expect(read([reads], false)).toBe("AccessDenied");
  expect(read([reads, lists], false)).toBe("NoSuchKey");
});

test.each<[string, object[] | undefined]>([
  ["there is no policy", undefined],
  ["no statement is for them", []],
  ["the statement is for other keys", [{ ...reads, Resource: "arn:aws:s3:::pages/other/*" }]],
  ["the statement is for another bucket", [{ ...reads, Resource: "arn:aws:s3:::other/*" }]],
  ["the statement is for writers", [{ ...reads, Action: "s3:PutObject" }]],
  ["the statement is for another service", [{ ...reads, Principal: { Service: "lambda.amazonaws.com" } }]],
  [
    "the statement is for another account's distributions",
    [{ ...reads, Condition: { StringEquals: { "AWS:SourceAccount": "222222222222" } } }],
  ],
  [
    "another statement denies it",
    [reads, { ...reads, Effect: "Deny", Principal: "*", Condition: undefined }],
  ],
  ["it is allowed without TLS only", [{ ...reads, Condition: { Bool: { "aws:SecureTransport": "false" } } }]],
])("nobody reads where %s", (_, statements) => {
  expect(read(statements)).toBe("AccessDenied");
});

test.each<[string, object]>([
  ["all of a service's actions", { ...reads, Action: "s3:Get*" }],
  ["actions in another case", { ...reads, Action: "S3:getobject" }],
  ["several resources", { ...reads, Resource: ["arn:aws:s3:::x/*", "arn:aws:s3:::pages/*"] }],
  ["a single character", { ...reads, Resource: "arn:aws:s3:::page?/*" }],
  ["the very distribution", { ...reads, Condition: { StringEquals: { "aws:sourcearn": READER } } }],
  [
    "one of several distributions",
    { ...reads, Condition: { StringEquals: { "AWS:SourceArn": ["x", READER] } } },
  ],
  ["everybody", { ...reads, Principal: { AWS: "*" }, Condition: undefined }],
])("a statement may name %s", (_, statement) => {
  expect(read([statement])).toBe(object);
});

test("a statement for CloudFront is none for an anonymous reader", () => {
  const policy = JSON.stringify({ Statement: { ...reads, Condition: undefined } });
  expect(readUnderPolicy(policy, "pages", "k", READER, object)).toBe(object);
  expect(readUnderPolicy(policy, "pages", "k", undefined, object)).toBe("AccessDenied");
});

test("a pattern's dots and brackets are themselves", () => {
  expect(read([{ ...reads, Resource: "arn:aws:s3:::pages/site/_sorry/index[.]html" }])).toBe("AccessDenied");
});

test.each([
  [{ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }, "condition IpAddress is not known here"],
  [{ StringEquals: { "aws:UserAgent": "x" } }, "condition key aws:UserAgent is not known here"],
])("a condition that is not known is an error, never guessed: %j", (Condition, message) => {
  expect(() => read([{ ...reads, Condition }])).toThrow(message);
});
