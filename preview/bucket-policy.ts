import type { ReadError, StoredObject } from "./distribution";

/** Who asks S3: a distribution by its ARN, or nobody in particular. */
export type Reader = string | undefined;

type Value = string | readonly string[];

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, Value>>;
  readonly Action?: Value;
  readonly Resource?: Value;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

const list = (value: Value | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** Whether a pattern of IAM's, with `*` and `?`, is the whole of `text`. */
function matches(pattern: string, text: string): boolean {
  const regex = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${regex}$`, "s").test(text);
}

const CLOUDFRONT = "cloudfront.amazonaws.com";

function concerns(principal: Statement["Principal"], reader: Reader): boolean {
  if (principal === undefined) return false;
  if (principal === "*" || list(principal["AWS"]).includes("*")) return true;
  return reader !== undefined && list(principal["Service"]).includes(CLOUDFRONT);
}

/** What S3 knows of a request that CloudFront makes; it is always signed and over TLS. */
const contextOf = (reader: Reader): Readonly<Record<string, string | undefined>> => ({
  "aws:sourcearn": reader,
  "aws:sourceaccount": reader?.split(":")[4],
  "aws:securetransport": "true",
});

/** The operators of conditions that this project's policies use, and those that teams write for CloudFront. */
const OPERATORS: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  StringEquals: (expected, actual) => expected === actual,
  ArnEquals: matches,
  StringLike: matches,
  ArnLike: matches,
  Bool: (expected, actual) => expected.toLowerCase() === actual,
};

function holds(condition: Statement["Condition"], reader: Reader): boolean {
  const context = contextOf(reader);
  return Object.entries(condition ?? {}).every(([operator, keys]) => {
    const compare = OPERATORS[operator];
    if (compare === undefined)
      throw new Error(`The bucket policy's condition ${operator} is not known here.`);
    return Object.entries(keys).every(([key, expected]) => {
      const name = key.toLowerCase();
      if (!(name in context)) throw new Error(`The bucket policy's condition key ${key} is not known here.`);
      const actual = context[name];
      return actual !== undefined && list(expected).some((value) => compare(value, actual));
    });
  });
}

function isAllowed(policy: string, action: string, resource: string, reader: Reader): boolean {
  const { Statement: raw } = JSON.parse(policy) as { Statement: Statement | readonly Statement[] };
  const statements = ("Effect" in raw ? [raw] : raw).filter(
    (statement) =>
      concerns(statement.Principal, reader) &&
      list(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      list(statement.Resource).some((pattern) => matches(pattern, resource)) &&
      holds(statement.Condition, reader),
  );
  return (
    statements.some(({ Effect }) => Effect === "Allow") && !statements.some(({ Effect }) => Effect === "Deny")
  );
}

/**
 * What a reader gets under a bucket's policy: the object, or S3's reason why not. A key that is missing is told only
 * to a reader who may list the bucket.
 *
 * @param policy the policy document as JSON; undefined for a private bucket without one
 * @throws Error where the policy has a condition that this evaluation does not know: it never guesses
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export function readUnderPolicy(
  policy: string | undefined,
  bucket: string,
  key: string,
  reader: Reader,
  object: StoredObject | undefined,
): StoredObject | ReadError {
  const arn = `arn:aws:s3:::${bucket}`;
  const may = (action: string, resource: string) =>
    policy !== undefined && isAllowed(policy, action, resource, reader);
  if (!may("s3:GetObject", `${arn}/${key}`)) return "AccessDenied";
  if (object !== undefined) return object;
  return may("s3:ListBucket", arn) ? "NoSuchKey" : "AccessDenied";
}
