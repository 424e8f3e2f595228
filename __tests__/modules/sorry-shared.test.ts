import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput } from "cdktf";
import { SorryShared, type SorrySharedProps } from "../../modules";
import { type TheirStack, reference, synthesized, theirStack } from "../support/synthesized";

const MINIMAL = { accountId: "111111111111", sorryDomain: "sorry.example.com" };

const sharedIn = ({ stack, usEast1Provider }: TheirStack, props: Partial<SorrySharedProps> = {}) =>
  new SorryShared(stack, "shared", { ...MINIMAL, usEast1Provider, ...props });

function minimal() {
  const theirs = theirStack();
  sharedIn(theirs);
  return synthesized(theirs.stack);
}

function maximal() {
  const theirs = theirStack();
  const zoneProvider = new AwsProvider(theirs.stack, "aws-dns", { region: "eu-west-1", alias: "dns" });
  const shared = sharedIn(theirs, { zoneName: "example.com", zoneProvider, bucketName: "pages-of-ours" });
  shared.originAccessControlId("domain-a");
  return synthesized(theirs.stack);
}

/** The default bucket name for a sorry domain. */
const bucketNameFor = (sorryDomain: string) => {
  const theirs = theirStack();
  sharedIn(theirs, { sorryDomain });
  return String(synthesized(theirs.stack).one("aws_s3_bucket").body["bucket"]);
};

describe("the certificate", () => {
  const stack = minimal();
  const certificate = stack.one("aws_acm_certificate");

  it("covers every alias, in us-east-1, and is replaced before it is destroyed", () => {
    expect(certificate.body).toEqual({
      provider: "aws.virginia",
      domain_name: "*.sorry.example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
  });

  it("is validated by a record in the zone, in us-east-1 too", () => {
    const record = stack.one("aws_route53_record");
    expect(stack.one("aws_acm_certificate_validation").body).toEqual({
      provider: "aws.virginia",
      certificate_arn: reference(certificate, "arn"),
      validation_record_fqdns: [reference(record, "fqdn")],
    });
    expect(record.body).toMatchObject({
      zone_id: reference(stack.oneData("aws_route53_zone"), "zone_id"),
      allow_overwrite: true,
    });
    expect(String(record.body["name"])).toContain(`${certificate.address}.domain_validation_options`);
  });

  it("is handed on by its validated ARN, so that nothing uses it too early", () => {
    const theirs = theirStack();
    new TerraformOutput(theirs.stack, "certificate", { value: sharedIn(theirs).certificateArn });
    const stack = synthesized(theirs.stack);
    expect(stack.json.output?.["certificate"]).toEqual({
      value: reference(stack.one("aws_acm_certificate_validation"), "certificate_arn"),
    });
  });
});

describe("the zone", () => {
  it("is the public zone of the sorry domain, by the stack's own provider", () => {
    const stack = minimal();
    expect(stack.oneData("aws_route53_zone").body).toEqual({
      name: "sorry.example.com",
      private_zone: false,
    });
    expect(stack.one("aws_route53_record").body).not.toHaveProperty("provider");
  });

  it("is looked up, and written to, by the zone's provider where there is one", () => {
    const stack = maximal();
    expect(stack.oneData("aws_route53_zone").body).toMatchObject({
      provider: "aws.dns",
      name: "example.com",
    });
    expect(stack.one("aws_route53_record").body).toMatchObject({ provider: "aws.dns" });
  });
});

describe("the bucket", () => {
  const stack = minimal();
  const bucket = stack.one("aws_s3_bucket");
  const ofBucket = { bucket: reference(bucket, "id") };

  it("is named after the sorry domain and the account", () => {
    expect(bucket.body).toEqual({ bucket: "pages-sorry-example-com-111111111111", force_destroy: true });
  });

  it("keeps versions, encrypts, and leaves ownership to the account", () => {
    expect(stack.one("aws_s3_bucket_versioning").body).toEqual({
      ...ofBucket,
      versioning_configuration: { status: "Enabled" },
    });
    expect(stack.one("aws_s3_bucket_server_side_encryption_configuration").body).toEqual({
      ...ofBucket,
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
    expect(stack.one("aws_s3_bucket_ownership_controls").body).toEqual({
      ...ofBucket,
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
  });

  it("blocks all four kinds of public access", () => {
    expect(stack.one("aws_s3_bucket_public_access_block").body).toEqual({
      ...ofBucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it("has a name that origin access controls can be named after, however long the sorry domain is", () => {
    const stem = "a-very-long-subdomain-for-aliases.of-a-department";
    const [one, other] = [`${stem}.example.com`, `${stem}.example.net`].map(bucketNameFor);
    expect(one?.length).toBeLessThanOrEqual(60);
    expect(one).toMatch(/^pages-a-very-long-[a-z0-9-]+-[0-9a-f]{8}-111111111111$/);
    expect(one).toHaveLength(60);
    expect(other).toHaveLength(60);
    expect(other).not.toBe(one);
  });

  it("takes another name, which the policy and the origin access controls follow", () => {
    const given = maximal();
    expect(given.one("aws_s3_bucket").body["bucket"]).toBe("pages-of-ours");
    expect(given.one("aws_s3_bucket_policy").body["policy"]).toContain("arn:aws:s3:::pages-of-ours/*");
  });
});

describe("the bucket's policy", () => {
  const stack = minimal();
  const policy = stack.one("aws_s3_bucket_policy");
  const bucketArn = "arn:aws:s3:::pages-sorry-example-com-111111111111";
  const ourCloudFront = {
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:cloudfront::111111111111:distribution/*" } },
  };
  const statements = () => {
    const { Version, Statement } = JSON.parse(String(policy.body["policy"])) as Record<string, unknown>;
    expect(Version).toBe("2012-10-17");
    return (Statement as object[]).map((statement) => ({ ...statement, Sid: undefined }));
  };

  it("lets this account's distributions read and list, denies what comes without TLS, and says no more", () => {
    expect(statements()).toEqual([
      { ...ourCloudFront, Action: "s3:GetObject", Resource: `${bucketArn}/*` },
      { ...ourCloudFront, Action: "s3:ListBucket", Resource: bucketArn },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("waits for the public access block, as S3 refuses both at once", () => {
    expect(policy.body["depends_on"]).toEqual([stack.one("aws_s3_bucket_public_access_block").address]);
  });
});

describe("the origin access controls", () => {
  it("come with the first site of their shard", () => {
    expect(minimal().all("aws_cloudfront_origin_access_control")).toEqual([]);
  });

  it("sign every request to S3", () => {
    const stack = maximal();
    expect(stack.one("aws_cloudfront_origin_access_control").body).toEqual({
      name: `${reference(stack.one("aws_s3_bucket"), "bucket")}-09`,
      description: "Pages of sorry.example.com",
      origin_access_control_origin_type: "s3",
      signing_behavior: "always",
      signing_protocol: "sigv4",
    });
  });

  it("are shared by the sites of a shard", () => {
    const theirs = theirStack();
    const shared = sharedIn(theirs);
    // The shards 09, 11 and 09.
    for (const site of ["domain-a", "domain-b", "site-48", "domain-a"]) shared.originAccessControlId(site);
    expect(synthesized(theirs.stack).all("aws_cloudfront_origin_access_control")).toHaveLength(2);
  });
});
