import { ACMClient, RequestCertificateCommand } from "@aws-sdk/client-acm";
import {
  CloudFrontClient,
  type CloudFrontServiceException,
  CreateDistributionCommand,
  CreateOriginAccessControlCommand,
  type CustomErrorResponse,
  DeleteOriginAccessControlCommand,
  type DistributionConfig,
  GetOriginAccessControlCommand,
  ListOriginAccessControlsCommand,
  type Origin,
  UpdateDistributionCommand,
  type ViewerCertificate,
} from "@aws-sdk/client-cloudfront";
import { distributionConfig } from "../support/aws/distribution-config";
import { useEmulatedAws } from "../support/aws/use-emulated-aws";

jest.setTimeout(120_000);

const ACCOUNTS = ["111111111111", "222222222222"] as const;
const used = useEmulatedAws(ACCOUNTS);

const cloudFront = (accountId: string) =>
  new CloudFrontClient(used.session(accountId).clientConfig("us-east-1"));

/** The ARN of an issued certificate. */
async function certificate(accountId: string, name: string, region = "us-east-1"): Promise<string> {
  const acm = new ACMClient(used.session(accountId).clientConfig(region));
  const request = new RequestCertificateCommand({ DomainName: name, ValidationMethod: "DNS" });
  const { CertificateArn: arn } = await acm.send(request);
  if (arn === undefined) throw new Error("no certificate");
  return arn;
}

const create = (config: Partial<DistributionConfig>, accountId: string = ACCOUNTS[0]) =>
  cloudFront(accountId).send(
    new CreateDistributionCommand({ DistributionConfig: distributionConfig(config) }),
  );

const refusal = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => "accepted",
    (error: unknown) => (error as CloudFrontServiceException).name,
  );

const errorPages = (...Items: CustomErrorResponse[]): Partial<DistributionConfig> => ({
  CustomErrorResponses: { Quantity: Items.length, Items },
});
const page = (ErrorCode: number, ResponseCode: string): CustomErrorResponse => ({
  ErrorCode,
  ResponseCode,
  ResponsePagePath: "/_sorry/index.html",
});

describe("custom error responses", () => {
  it.each([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])(
    "are taken for %i, and as the status of a page",
    async (code) => {
      expect(await refusal(create(errorPages(page(code, String(code)))))).toBe("accepted");
    },
  );

  it("take 200 as the status of a page, and a cache time without a page", async () => {
    expect(await refusal(create(errorPages(page(404, "200"))))).toBe("accepted");
    expect(await refusal(create(errorPages({ ErrorCode: 404, ErrorCachingMinTTL: 0 })))).toBe("accepted");
  });

  it.each([
    ["a code that CloudFront does not know", [page(418, "503")], "InvalidErrorCode"],
    ["the same code twice", [page(404, "503"), page(404, "404")], "InvalidErrorCode"],
    ["a status that CloudFront does not give", [page(404, "410")], "InvalidResponseCode"],
    ["a status without a page", [{ ErrorCode: 404, ResponseCode: "503" }], "InvalidArgument"],
    ["a page without a status", [{ ErrorCode: 404, ResponsePagePath: "/a.html" }], "InvalidArgument"],
    [
      "a page at a relative path",
      [{ ErrorCode: 404, ResponseCode: "503", ResponsePagePath: "a.html" }],
      "InvalidRelativePath",
    ],
  ])("are refused: %s", async (_, responses: CustomErrorResponse[], code) => {
    expect(await refusal(create(errorPages(...responses)))).toBe(code);
  });
});

describe("aliases and their certificate", () => {
  const withAlias = (arn: string, ...Items: string[]): Partial<DistributionConfig> => ({
    Aliases: { Quantity: Items.length, Items },
    ViewerCertificate: certificateSettings(arn),
  });
  const certificateSettings = (arn: string, more: ViewerCertificate = {}): ViewerCertificate => ({
    ACMCertificateArn: arn,
    SSLSupportMethod: "sni-only",
    MinimumProtocolVersion: "TLSv1.2_2021",
    ...more,
  });

  it("go together where the certificate's wildcard covers the alias", async () => {
    const arn = await certificate(ACCOUNTS[0], "*.sorry.example.com");
    expect(await refusal(create(withAlias(arn, "domain-a.sorry.example.com")))).toBe("accepted");
  });

  it.each([
    ["of another label", "domain-a.sorry.example.net"],
    ["two labels below", "a.b.sorry.example.org"],
    ["the wildcard's parent", "sorry.example.org"],
  ])("are refused for an alias that the wildcard does not cover: %s", async (_, alias) => {
    const arn = await certificate(ACCOUNTS[0], "*.sorry.example.org");
    expect(await refusal(create(withAlias(arn, alias)))).toBe("InvalidViewerCertificate");
  });

  it("are refused without a certificate", async () => {
    const aliases = { Aliases: { Quantity: 1, Items: ["alone.example.com"] } };
    expect(await refusal(create(aliases))).toBe("InvalidViewerCertificate");
  });

  it.each([
    ["in another region", () => certificate(ACCOUNTS[0], "*.r.example.com", "eu-west-1")],
    ["of another account", () => certificate(ACCOUNTS[1], "*.r.example.com")],
    [
      "that does not exist",
      () =>
        Promise.resolve(
          `arn:aws:acm:us-east-1:${ACCOUNTS[0]}:certificate/00000000-0000-0000-0000-000000000000`,
        ),
    ],
  ])("are refused for a certificate %s", async (_, arn) => {
    expect(await refusal(create(withAlias(await arn(), "a.r.example.com")))).toBe("InvalidViewerCertificate");
  });

  it("are refused where another distribution of any account has the alias, whatever its case", async () => {
    const [first, second] = ACCOUNTS;
    const arn = await certificate(first, "*.taken.example.com");
    expect(await refusal(create(withAlias(arn, "a.taken.example.com")))).toBe("accepted");
    expect(await refusal(create(withAlias(arn, "A.taken.example.com")))).toBe("CNAMEAlreadyExists");
    const others = await certificate(second, "*.taken.example.com");
    expect(await refusal(create(withAlias(others, "a.taken.example.com"), second))).toBe(
      "CNAMEAlreadyExists",
    );
  });

  it("may be given again in an update of their own distribution", async () => {
    const arn = await certificate(ACCOUNTS[0], "*.again.example.com");
    const config = distributionConfig(withAlias(arn, "a.again.example.com"));
    const client = cloudFront(ACCOUNTS[0]);
    const { Distribution, ETag } = await client.send(
      new CreateDistributionCommand({ DistributionConfig: config }),
    );
    const update = { Id: Distribution?.Id, IfMatch: ETag, DistributionConfig: { ...config, Comment: "b" } };
    expect(await refusal(client.send(new UpdateDistributionCommand(update)))).toBe("accepted");
  });

  it.each([
    ["no way to serve it", { SSLSupportMethod: undefined }, "InvalidViewerCertificate"],
    [
      "a security policy that does not exist",
      { MinimumProtocolVersion: "TLSv1.2_2020" as "TLSv1.2_2021" },
      "InvalidMinimumProtocolVersion",
    ],
  ])("are refused with %s", async (_, more: ViewerCertificate, code) => {
    const arn = await certificate(ACCOUNTS[0], "*.settings.example.com");
    expect(await refusal(create({ ViewerCertificate: certificateSettings(arn, more) }))).toBe(code);
  });

  it("are refused beyond 100 of them", async () => {
    const Items = Array.from({ length: 101 }, (_, i) => `a${i}.many.example.com`);
    const arn = await certificate(ACCOUNTS[0], "*.many.example.com");
    expect(await refusal(create(withAlias(arn, ...Items)))).toBe("TooManyDistributionCNAMEs");
  });
});

describe("origins", () => {
  const origin = (more: Partial<Origin> = {}): Partial<DistributionConfig> => {
    const [first] = distributionConfig().Origins?.Items ?? [];
    if (first === undefined) throw new Error("no origin");
    return { Origins: { Quantity: 1, Items: [{ ...first, ...more }] } };
  };
  const control = async (accountId: string, Name: string) => {
    const config = {
      Name,
      SigningProtocol: "sigv4",
      SigningBehavior: "always",
      OriginAccessControlOriginType: "s3",
    } as const;
    const created = await cloudFront(accountId).send(
      new CreateOriginAccessControlCommand({ OriginAccessControlConfig: config }),
    );
    return { id: created.OriginAccessControl?.Id ?? "", etag: created.ETag };
  };

  it.each([
    ["a path without a leading slash", { OriginPath: "domain-a" }, "InvalidArgument"],
    ["a path with a slash at its end", { OriginPath: "/domain-a/" }, "InvalidArgument"],
    ["another id than the cache behavior's", { Id: "elsewhere" }, "NoSuchOrigin"],
    [
      "an origin access control that nobody made",
      { OriginAccessControlId: "E0" },
      "InvalidOriginAccessControl",
    ],
  ])("are refused with %s", async (_, more: Partial<Origin>, code) => {
    expect(await refusal(create(origin(more)))).toBe(code);
  });

  it("take an origin access control of their own account only", async () => {
    const { id } = await control(ACCOUNTS[0], "own");
    expect(await refusal(create(origin({ OriginAccessControlId: id })))).toBe("accepted");
    expect(await refusal(create(origin({ OriginAccessControlId: id }), ACCOUNTS[1]))).toBe(
      "InvalidOriginAccessControl",
    );
  });

  it("share an origin access control 100 times at most", async () => {
    const { id } = await control(ACCOUNTS[0], "full");
    const shared = origin({ OriginAccessControlId: id });
    for (let i = 0; i < 100; i++) await create(shared);
    expect(await refusal(create(shared))).toBe("TooManyDistributionsAssociatedToOriginAccessControl");
  });

  it("keep an origin access control from being deleted while they use it", async () => {
    const { id, etag } = await control(ACCOUNTS[0], "in use");
    const client = cloudFront(ACCOUNTS[0]);
    await create(origin({ OriginAccessControlId: id }));
    const remove = new DeleteOriginAccessControlCommand({ Id: id, IfMatch: etag });
    expect(await refusal(client.send(remove))).toBe("OriginAccessControlInUse");
  });

  it("have origin access controls with a name of their own in the account, listed, read and deleted there", async () => {
    const client = cloudFront(ACCOUNTS[1]);
    const { id, etag } = await control(ACCOUNTS[1], "pages");
    expect(await refusal(control(ACCOUNTS[1], "pages"))).toBe("OriginAccessControlAlreadyExists");
    expect(await refusal(control(ACCOUNTS[1], "n".repeat(65)))).toBe("InvalidArgument");
    const { OriginAccessControlList: list } = await client.send(new ListOriginAccessControlsCommand({}));
    expect(list?.Items).toMatchObject([{ Id: id, Name: "pages", SigningBehavior: "always" }]);
    await client.send(new DeleteOriginAccessControlCommand({ Id: id, IfMatch: etag }));
    expect(await refusal(client.send(new GetOriginAccessControlCommand({ Id: id })))).toBe(
      "NoSuchOriginAccessControl",
    );
  });
});

describe("a distribution is refused", () => {
  const behavior = distributionConfig().DefaultCacheBehavior;

  it.each<[string, Partial<DistributionConfig>, string]>([
    ["without a comment", { Comment: undefined }, "InvalidArgument"],
    ["with a comment of 129 characters", { Comment: "c".repeat(129) }, "InvalidArgument"],
    [
      "with a list that is not as long as it says",
      { CustomErrorResponses: { Quantity: 2, Items: [page(404, "503")] } },
      "InconsistentQuantities",
    ],
    [
      "with a cache policy that nobody made",
      { DefaultCacheBehavior: { ...behavior, CachePolicyId: "none" } as typeof behavior },
      "NoSuchCachePolicy",
    ],
    [
      "without a cache policy or what it replaces",
      { DefaultCacheBehavior: { ...behavior, CachePolicyId: undefined } as typeof behavior },
      "InvalidArgument",
    ],
    [
      "with a set of methods that CloudFront does not have",
      {
        DefaultCacheBehavior: {
          ...behavior,
          AllowedMethods: { Quantity: 2, Items: ["GET", "POST"] },
        } as typeof behavior,
      },
      "InvalidArgument",
    ],
  ])("%s", async (_, config, code) => {
    expect(await refusal(create(config))).toBe(code);
  });

  it("beyond 500 of its account", async () => {
    for (let i = 0; i < 500; i++) if ((await refusal(create({}, ACCOUNTS[1]))) !== "accepted") break;
    expect(await refusal(create({}, ACCOUNTS[1]))).toBe("TooManyDistributions");
  });
});
