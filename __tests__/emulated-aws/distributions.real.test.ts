import {
  CloudFrontClient,
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  CreateInvalidationCommand,
  DeleteDistributionCommand,
  GetCachePolicyCommand,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  ListCachePoliciesCommand,
  ListDistributionsCommand,
  ListFunctionsCommand,
  ListInvalidationsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import { distributionConfig } from "../support/aws/distribution-config";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";

jest.setTimeout(60_000);

const used = useEmulatedAws(["111111111111", "222222222222"]);
let own: CloudFrontClient;
let other: CloudFrontClient;

beforeAll(() => {
  own = new CloudFrontClient(used.session("111111111111").clientConfig("us-east-1"));
  other = new CloudFrontClient(used.session("222222222222").clientConfig("us-east-1"));
});

async function create(more: Parameters<typeof distributionConfig>[0] = {}) {
  const input = { DistributionConfig: distributionConfig(more) };
  const { Distribution, ETag } = await own.send(new CreateDistributionCommand(input));
  if (Distribution?.Id === undefined || ETag === undefined) throw new Error("no distribution");
  return { id: Distribution.Id, etag: ETag, config: input.DistributionConfig, distribution: Distribution };
}

describe("a distribution", () => {
  it("is given back value for value, blanks, quotes and markup in it included", async () => {
    const { id, etag, config } = await create({
      Comment: `  <b> & "quotes" 'all' ]]> 新聞 `,
      CustomErrorResponses: {
        Quantity: 1,
        Items: [
          {
            ErrorCode: 404,
            ResponseCode: "503",
            ResponsePagePath: "/_sorry/index.html",
            ErrorCachingMinTTL: 10,
          },
        ],
      },
      Aliases: { Quantity: 0 },
    });
    const read = await own.send(new GetDistributionConfigCommand({ Id: id }));
    expect(read.ETag).toBe(etag);
    expect(read.DistributionConfig).toMatchObject(config);
  });

  it("has an id, an ARN of its account, a name of CloudFront's, and is deployed at once", async () => {
    const { distribution } = await create();
    expect(distribution).toMatchObject({
      ARN: `arn:aws:cloudfront::111111111111:distribution/${distribution.Id ?? ""}`,
      Status: "Deployed",
      InProgressInvalidationBatches: 0,
    });
    expect(distribution.Id).toMatch(/^E[A-Z0-9]{13}$/);
    expect(distribution.DomainName).toMatch(/^d[a-z0-9]{13}\.cloudfront\.net$/);
    expect(Date.now() - Number(distribution.LastModifiedTime)).toBeLessThan(60_000);
  });

  it("has CloudFront's defaults for what was not given", async () => {
    const { id } = await create();
    const { Distribution: read } = await own.send(new GetDistributionCommand({ Id: id }));
    expect(read?.DistributionConfig).toMatchObject({
      OriginGroups: { Quantity: 0 },
      PriceClass: "PriceClass_All",
      HttpVersion: "http2",
      ViewerCertificate: { CloudFrontDefaultCertificate: true },
    });
  });

  it("changes only for whoever has seen its last change", async () => {
    const { id, etag, config } = await create();
    const update = (IfMatch: string | undefined, Comment: string) =>
      own.send(
        new UpdateDistributionCommand({ Id: id, IfMatch, DistributionConfig: { ...config, Comment } }),
      );
    const { ETag: next } = await update(etag, "first");
    expect(next).not.toBe(etag);
    await expect(update(etag, "second")).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    await expect(update(undefined, "second")).rejects.toMatchObject({ name: "InvalidIfMatchVersion" });
    const { DistributionConfig: read } = await own.send(new GetDistributionConfigCommand({ Id: id }));
    expect(read?.Comment).toBe("first");
  });

  it("keeps its caller reference for good", async () => {
    const { id, etag, config } = await create();
    const changed = { ...config, CallerReference: "another" };
    const update = new UpdateDistributionCommand({ Id: id, IfMatch: etag, DistributionConfig: changed });
    await expect(own.send(update)).rejects.toMatchObject({ name: "IllegalUpdate" });
    const again = new CreateDistributionCommand({ DistributionConfig: config });
    await expect(own.send(again)).rejects.toMatchObject({
      name: "DistributionAlreadyExists",
      $metadata: { httpStatusCode: 409 },
    });
  });

  it("is deleted only when it is disabled", async () => {
    const { id, etag, config } = await create();
    await expect(own.send(new DeleteDistributionCommand({ Id: id, IfMatch: etag }))).rejects.toMatchObject({
      name: "DistributionNotDisabled",
      $metadata: { httpStatusCode: 409 },
    });
    const disabled = { ...config, Enabled: false };
    const { ETag } = await own.send(
      new UpdateDistributionCommand({ Id: id, IfMatch: etag, DistributionConfig: disabled }),
    );
    await own.send(new DeleteDistributionCommand({ Id: id, IfMatch: ETag }));
    await expect(own.send(new GetDistributionCommand({ Id: id }))).rejects.toMatchObject({
      name: "NoSuchDistribution",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("does not exist for another account", async () => {
    const { id, etag } = await create();
    await expect(other.send(new GetDistributionCommand({ Id: id }))).rejects.toMatchObject({
      name: "NoSuchDistribution",
    });
    await expect(other.send(new DeleteDistributionCommand({ Id: id, IfMatch: etag }))).rejects.toMatchObject({
      name: "NoSuchDistribution",
    });
    const { DistributionList: list } = await other.send(new ListDistributionsCommand({}));
    expect(list).toMatchObject({ Quantity: 0, IsTruncated: false });
  });

  it("is listed with all of its account's, page by page", async () => {
    const created = [await create(), await create(), await create()].map(({ id }) => id);
    const listed: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const { DistributionList: page } = await own.send(
        new ListDistributionsCommand({ Marker, MaxItems: 2 }),
      );
      listed.push(...(page?.Items ?? []).map(({ Id }) => Id));
      Marker = page?.NextMarker;
    } while (Marker !== undefined);
    expect(listed).toEqual(expect.arrayContaining(created));
    expect(new Set(listed).size).toBe(listed.length);
  });
});

describe("tags of a distribution", () => {
  const tagsOf = async (arn: string) => {
    const { Tags } = await own.send(new ListTagsForResourceCommand({ Resource: arn }));
    return Object.fromEntries((Tags?.Items ?? []).map(({ Key = "", Value }) => [Key, Value] as const));
  };

  it("are set when it is created, and changed afterwards", async () => {
    const tagged = {
      DistributionConfig: distributionConfig(),
      Tags: { Items: [{ Key: "service", Value: "sorry-server" }] },
    };
    const { Distribution } = await own.send(
      new CreateDistributionWithTagsCommand({ DistributionConfigWithTags: tagged }),
    );
    const arn = Distribution?.ARN ?? "";
    expect(await tagsOf(arn)).toEqual({ service: "sorry-server" });
    const more = [{ Key: "cost center", Value: "" }];
    await own.send(new TagResourceCommand({ Resource: arn, Tags: { Items: more } }));
    await own.send(new UntagResourceCommand({ Resource: arn, TagKeys: { Items: ["service"] } }));
    expect(await tagsOf(arn)).toEqual({ "cost center": "" });
  });

  it("are refused where AWS would refuse them", async () => {
    const { distribution } = await create();
    for (const Key of ["aws:reserved", "exclamation!", "k".repeat(129)]) {
      const tags = { Items: [{ Key, Value: "" }] };
      const tag = new TagResourceCommand({ Resource: distribution.ARN, Tags: tags });
      await expect(own.send(tag)).rejects.toMatchObject({ name: "InvalidTagging" });
    }
    const nobodys = "arn:aws:cloudfront::111111111111:distribution/E0000000000000";
    await expect(tagsOf(nobodys)).rejects.toMatchObject({ name: "NoSuchResource" });
  });
});

it("invalidations are kept with their distribution", async () => {
  const { id } = await create();
  const batch = { CallerReference: "now", Paths: { Quantity: 1, Items: ["/*"] } };
  const { Invalidation } = await own.send(
    new CreateInvalidationCommand({ DistributionId: id, InvalidationBatch: batch }),
  );
  expect(Invalidation).toMatchObject({ Status: "Completed", InvalidationBatch: batch });
  const { InvalidationList: list } = await own.send(new ListInvalidationsCommand({ DistributionId: id }));
  expect(list?.Items?.map(({ Id }) => Id)).toEqual([Invalidation?.Id]);
});

it("AWS's own cache policies are there by id and in the list", async () => {
  const Id = "658327ea-f89d-4fab-a63d-7e88639e58f6";
  const { CachePolicy } = await own.send(new GetCachePolicyCommand({ Id }));
  expect(CachePolicy?.CachePolicyConfig).toMatchObject({
    Name: "Managed-CachingOptimized",
    MinTTL: 1,
    DefaultTTL: 86_400,
    MaxTTL: 31_536_000,
    ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: true },
  });
  const { CachePolicyList } = await own.send(new ListCachePoliciesCommand({ Type: "managed" }));
  expect(CachePolicyList?.Items?.map((item) => item.CachePolicy?.Id)).toContain(Id);
});

it("what is not emulated says so, and never reaches moto", async () => {
  await expect(own.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
    name: "NotImplemented",
    message: "The emulated CloudFront does not know GET /2020-05-31/function.",
  });
});
