import { randomBytes } from "node:crypto";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";

jest.setTimeout(60_000);

const used = useEmulatedAws(["111111111111", "222222222222"]);
const s3 = (accountId = "111111111111") => new S3Client(used.session(accountId).clientConfig("eu-west-1"));

async function bucket(Bucket: string): Promise<string> {
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  await s3().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  return Bucket;
}

const denyUnless = (Bucket: string, secureTransport: string, others: object = {}) =>
  JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OnlyOverTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
          Condition: { Bool: { "aws:SecureTransport": secureTransport }, ...others },
        },
      ],
    },
    null,
    3,
  );

describe("a bucket policy", () => {
  it("that denies what does not come over TLS lets uploads in, as they count as if over TLS", async () => {
    const Bucket = await bucket("only-over-tls");
    await s3().send(new PutBucketPolicyCommand({ Bucket, Policy: denyUnless(Bucket, "false") }));
    await s3().send(new PutObjectCommand({ Bucket, Key: "page", Body: "page" }));
    const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key: "page" }));
    expect(await Body?.transformToString()).toBe("page");
  });

  it("that denies what does come over TLS denies uploads", async () => {
    const Bucket = await bucket("never-over-tls");
    await s3().send(new PutBucketPolicyCommand({ Bucket, Policy: denyUnless(Bucket, "true") }));
    const upload = s3().send(new PutObjectCommand({ Bucket, Key: "page", Body: "page" }));
    await expect(upload).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it("is given back byte for byte", async () => {
    const Bucket = await bucket("byte-for-byte");
    const Policy = denyUnless(Bucket, "false");
    await s3().send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const { Policy: read } = await s3().send(new GetBucketPolicyCommand({ Bucket }));
    expect(read).toBe(Policy);
  });

  it("that is no JSON is refused", async () => {
    const Bucket = await bucket("no-json");
    const put = s3().send(new PutBucketPolicyCommand({ Bucket, Policy: "allow: all" }));
    await expect(put).rejects.toMatchObject({ name: "MalformedPolicy" });
  });

  it("that was never set is missing", async () => {
    const Bucket = await bucket("no-policy");
    await expect(s3().send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
    });
  });
});

it("an upload of megabytes goes through in both directions, byte for byte", async () => {
  const Bucket = await bucket("megabytes");
  const Body = randomBytes(4 * 1024 * 1024);
  await s3().send(new PutObjectCommand({ Bucket, Key: "big", Body, ContentType: "image/png" }));
  const read = await s3().send(new GetObjectCommand({ Bucket, Key: "big" }));
  expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  expect(read.ContentType).toBe("image/png");
});

describe("credentials", () => {
  const whoHas = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new STSClient({ ...used.session("111111111111").clientConfig("eu-west-1"), credentials }).send(
      new GetCallerIdentityCommand({}),
    );

  it.each(["111111111111", "222222222222"])("of the account %s are that account's", async (accountId) => {
    const { credentials } = used.session(accountId).clientConfig("eu-west-1");
    expect(await whoHas(credentials)).toMatchObject({
      Account: accountId,
      Arn: `arn:aws:sts::${accountId}:assumed-role/deploy/test`,
    });
  });

  it("that nobody gave out are refused", async () => {
    const unknown = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
    await expect(whoHas(unknown)).rejects.toMatchObject({
      name: "InvalidClientTokenId",
      $metadata: { httpStatusCode: 403 },
    });
  });
});

it("every signed request is known with its account, its service and its region", async () => {
  const next = used.aws.nextRequest(({ service, method }) => service === "s3" && method === "PUT");
  await s3("222222222222").send(
    new CreateBucketCommand({
      Bucket: "seen",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  await next;
  const { caller, service, region, path } = used.aws.requests.at(-1) ?? {};
  expect([caller?.accountId, service, region, path]).toEqual(["222222222222", "s3", "eu-west-1", "/seen/"]);
});
