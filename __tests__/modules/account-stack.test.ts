import type { AccountConfig } from "../../accounts/types";
import { AccountStack } from "../../modules";
import { checkPages } from "../../pages/platform-pages";
import { fleetAccount } from "../support/load-balancers";
import { SMALLEST, accountConfig, platformOf } from "../support/platforms";
import { FLEET_IMAGE, accountStack, newApp, reference } from "../support/synthesized";

const TAGS = { service: "sorry-server", team: "web" };
const CREDENTIALS = { roleArn: "arn:aws:iam::111111111111:role/deploy", externalId: "secret-word" };
const DNS_ROLE = "arn:aws:iam::333333333333:role/dns";

const MAXIMAL: AccountConfig = {
  ...SMALLEST,
  zone: { name: "example.com", roleArn: DNS_ROLE },
  credentials: CREDENTIALS,
  tags: TAGS,
  backend: { type: "s3", bucket: "states", region: "eu-west-1" },
  sites: [
    ...SMALLEST.sites,
    { name: "gone", domains: ["gone.example.net"], page: "closed", status: 404, cacheSeconds: 60 },
    // Named as the construct of what the sites share.
    { name: "shared", domains: ["shared.example.net"], page: "closed" },
  ],
};

describe("the providers", () => {
  it("refuse every account but the stack's own, with the environment's credentials", () => {
    expect(accountStack(SMALLEST).json.provider.aws).toEqual([
      { region: "ap-northeast-1", allowed_account_ids: ["111111111111"] },
      { region: "us-east-1", alias: "us-east-1", allowed_account_ids: ["111111111111"] },
    ]);
  });

  it("assume the account's role, tag what they make, and change the zone under a role of its own account", () => {
    const own = {
      allowed_account_ids: ["111111111111"],
      assume_role: [
        { role_arn: CREDENTIALS.roleArn, external_id: "secret-word", session_name: "sorry-server" },
      ],
      default_tags: [{ tags: TAGS }],
    };
    expect(accountStack(MAXIMAL).json.provider.aws).toEqual([
      { ...own, region: "ap-northeast-1" },
      { ...own, region: "us-east-1", alias: "us-east-1" },
      {
        region: "ap-northeast-1",
        alias: "zone",
        allowed_account_ids: ["333333333333"],
        assume_role: [{ role_arn: DNS_ROLE, session_name: "sorry-server" }],
      },
    ]);
  });

  it("assume a role without an external id where it asks for none", () => {
    const { roleArn } = CREDENTIALS;
    const stack = accountStack({ ...SMALLEST, credentials: { roleArn } });
    for (const provider of stack.json.provider.aws) {
      expect(provider["assume_role"]).toEqual([{ role_arn: roleArn, session_name: "sorry-server" }]);
    }
    expect(stack.json.provider.aws).toHaveLength(2);
  });
});

describe("the zone", () => {
  it("is the sorry domain's own by default, or a parent of it", () => {
    expect(accountStack(SMALLEST).oneData("aws_route53_zone").body).toEqual({
      name: "sorry.example.com",
      private_zone: false,
    });
    const parent = accountStack({ ...SMALLEST, zone: "example.com" });
    expect(parent.oneData("aws_route53_zone").body).toEqual({ name: "example.com", private_zone: false });
  });

  it("elsewhere is read and written by its own provider alone, and nothing else is", () => {
    const stack = accountStack(MAXIMAL);
    const ofZone = [stack.oneData("aws_route53_zone"), ...stack.all("aws_route53_record")];
    expect(ofZone).toHaveLength(1 + 1 + 3 * 2);
    for (const { body } of ofZone) expect(body["provider"]).toBe("aws.zone");
    expect(stack.text.match(/"provider": "aws\.zone"/g)).toHaveLength(ofZone.length);
  });
});

describe("the sites", () => {
  it("have one distribution each, with the shared certificate, bucket and origin access controls", () => {
    const stack = accountStack(MAXIMAL);
    const validated = reference(stack.one("aws_acm_certificate_validation"), "certificate_arn");
    const controls = stack.all("aws_cloudfront_origin_access_control").map((c) => reference(c, "id"));
    const distributions = stack.all("aws_cloudfront_distribution");
    expect(distributions.map(({ body }) => body["aliases"])).toEqual(
      ["domain-a", "gone", "shared"].map((site) => [`${site}.sorry.example.com`]),
    );
    for (const { body } of distributions) {
      const [origin] = body["origin"] as Record<string, string>[];
      expect(origin?.["domain_name"]).toBe(
        reference(stack.one("aws_s3_bucket"), "bucket_regional_domain_name"),
      );
      expect(controls).toContain(origin?.["origin_access_control_id"]);
      expect(body["viewer_certificate"]).toMatchObject({ acm_certificate_arn: validated });
    }
  });

  it("have the status, cache time and Retry-After that somebody wrote", () => {
    const stack = accountStack(MAXIMAL);
    const comment = (site: string) => `${site}.sorry.example.com`;
    for (const [site, response_code, error_caching_min_ttl] of [
      ["domain-a", 503, 10],
      ["gone", 404, 60],
    ] as const) {
      const { body } = stack.one("aws_cloudfront_distribution", "comment", comment(site));
      expect(body["custom_error_response"]).toEqual(
        [403, 404].map(
          (error_code) =>
            expect.objectContaining({ error_code, response_code, error_caching_min_ttl }) as unknown,
        ),
      );
    }
    const page = stack.one("aws_s3_object", "key", "domain-a/_sorry/index.html");
    expect(page.body["metadata"]).toMatchObject({ "sorry-retry-after": "7200" });
  });

  it("never tag their objects, which may have 10 tags only", () => {
    const objects = accountStack(MAXIMAL).all("aws_s3_object");
    expect(objects).toHaveLength(9);
    for (const { body } of objects) {
      expect(body["override_provider"]).toEqual({ default_tags: { tags: {} } });
      expect(body).not.toHaveProperty("tags");
    }
  });

  it("come after all that keeps a page's versions, and lets CloudFront read it", () => {
    const stack = accountStack(SMALLEST);
    const versioning = stack.one("aws_s3_bucket_versioning").address;
    const objects = stack.all("aws_s3_object");
    expect(objects.map(({ body }) => body["depends_on"])).toEqual(objects.map(() => [versioning]));
    expect(stack.one("aws_cloudfront_distribution").body["depends_on"]).toContain(
      stack.one("aws_s3_bucket_policy").address,
    );
  });

  it("may be none yet", () => {
    const stack = accountStack({ ...SMALLEST, sites: [] });
    expect(stack.all("aws_cloudfront_distribution")).toEqual([]);
    expect(stack.all("aws_s3_bucket")).toHaveLength(1);
  });
});

it("outputs the bucket, and each site's alias and distribution", () => {
  const stack = accountStack(MAXIMAL);
  const idOf = (site: string) =>
    reference(stack.one("aws_cloudfront_distribution", "comment", `${site}.sorry.example.com`), "id");
  expect(stack.json.output?.["bucket"]?.["value"]).toBe(reference(stack.one("aws_s3_bucket"), "bucket"));
  expect(stack.json.output?.["distributions"]?.["value"]).toEqual(
    Object.fromEntries(
      ["domain-a", "gone", "shared"].map((site) => [
        site,
        { alias: `${site}.sorry.example.com`, id: idOf(site) },
      ]),
    ),
  );
});

it("holds no path of the machine that synthesized it", () => {
  for (const config of [SMALLEST, MAXIMAL]) {
    const { text, folder } = accountStack(config);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(folder);
    // No value at all is an absolute path; origin paths and page paths are the only ones that begin with a slash.
    const slashed = [...text.matchAll(/"([\w]+)": "(\/[^"]*)"/g)].map(([, field]) => field);
    expect([...new Set(slashed)].sort()).toEqual(["origin_path", "response_page_path"]);
  }
});

it("tells which site's page was not built", () => {
  const [account] = platformOf([accountConfig()]).accounts;
  if (account === undefined) throw new Error("no account");
  expect(() => new AccountStack(newApp(), "corporate", { account, pages: new Map() })).toThrow(
    new Error("corporate: site `domain-a`: its page was not built."),
  );
});

it("a stack has its account's fleet, for what others attach to it", () => {
  const fleetOf = (config: AccountConfig) => {
    const [account] = platformOf([config]).accounts;
    if (account === undefined) throw new Error("no account");
    const pages = checkPages([...account.sites]).pages;
    return new AccountStack(newApp(), account.name, { account, pages, image: FLEET_IMAGE }).fleet;
  };
  expect(fleetOf(SMALLEST)).toBeUndefined();
  expect(fleetOf(fleetAccount({}))?.node.path).toBe("corporate/fleet");
});
