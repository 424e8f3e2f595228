import { TerraformOutput } from "cdktf";
import { SorryDistribution, SorryShared } from "../../modules";
import { HAND_GIVEN, reference, sitePage, synthesized, theirStack } from "../support/synthesized";

const DISTRIBUTION = "aws_cloudfront_distribution";
const CONTROL = "aws_cloudfront_origin_access_control";

it("SorryShared stands alone in a stack that has no site yet", () => {
  const { stack, usEast1Provider } = theirStack();
  new SorryShared(stack, "sorry", {
    accountId: "111111111111",
    sorryDomain: "sorry.example.com",
    usEast1Provider,
  });
  const { addresses } = synthesized(stack);
  expect(addresses).toHaveLength(9);
  expect(addresses.filter((address) => !address.includes(".sorry_"))).toEqual([]);
});

it("SorryDistribution stands alone, with a bucket and a certificate that somebody else made", () => {
  const { stack } = theirStack();
  const page = sitePage("closed");
  const site = new SorryDistribution(stack, "site", { shared: HAND_GIVEN, siteName: "domain-a", page });
  expect(site.alias).toBe("domain-a.sorry.example.com");
  const { json, addresses } = synthesized(stack);
  // One distribution, two records, one page in three forms.
  expect(addresses).toHaveLength(6);
  expect(json.data).toBeUndefined();
});

it("everything twice in one stack: two sorry domains, with sites of the same names", () => {
  const { stack, usEast1Provider } = theirStack();
  for (const sorryDomain of ["sorry.example.com", "sorry.example.net"]) {
    const shared = new SorryShared(stack, `shared of ${sorryDomain}`, {
      accountId: "111111111111",
      sorryDomain,
      usEast1Provider,
    });
    for (const siteName of ["domain-a", "domain-b"]) {
      const page = sitePage("maintenance");
      new SorryDistribution(stack, `${siteName} of ${sorryDomain}`, { shared, siteName, page });
    }
  }
  const twice = synthesized(stack);
  expect(twice.all(DISTRIBUTION).map(({ body }) => body["aliases"])).toEqual([
    ["domain-a.sorry.example.com"],
    ["domain-a.sorry.example.net"],
    ["domain-b.sorry.example.com"],
    ["domain-b.sorry.example.net"],
  ]);
  // What AWS knows by a name, has a name of its own.
  expect(twice.all("aws_s3_bucket").map(({ body }) => body["bucket"])).toEqual([
    "pages-sorry-example-com-111111111111",
    "pages-sorry-example-net-111111111111",
  ]);
  const names = twice.all(CONTROL).map(({ body }) => body["name"]);
  expect(new Set(names).size).toBe(4);
  expect(new Set(twice.addresses).size).toBe(2 * 9 + 4 * 6 + 4);
});

it("the sites of one shared construct may stand in different scopes, and agree on their shard's control", () => {
  const { stack, usEast1Provider } = theirStack();
  const shared = new SorryShared(stack, "shared", {
    accountId: "111111111111",
    sorryDomain: "sorry.example.com",
    usEast1Provider,
  });
  const page = sitePage("closed");
  // Both in shard 09; one within the shared construct itself.
  new SorryDistribution(shared, "inner", { shared, siteName: "domain-a", page });
  new SorryDistribution(stack, "outer", { shared, siteName: "site-48", page });
  const both = synthesized(stack);
  const control = reference(both.one(CONTROL), "id");
  const origins = both.all(DISTRIBUTION).flatMap(({ body }) => body["origin"] as Record<string, string>[]);
  expect(origins.map((origin) => origin["origin_access_control_id"])).toEqual([control, control]);
});

it("hands on what a team needs of a site: its alias, its distribution's id and CloudFront's name", () => {
  const { stack } = theirStack();
  const page = sitePage("closed");
  const site = new SorryDistribution(stack, "site", { shared: HAND_GIVEN, siteName: "domain-a", page });
  const { alias, distributionId, domainName } = site;
  new TerraformOutput(stack, "sorry", { value: { alias, distributionId, domainName } });
  const theirs = synthesized(stack);
  expect(theirs.json.output?.["sorry"]?.["value"]).toEqual({
    alias: "domain-a.sorry.example.com",
    distributionId: reference(theirs.one(DISTRIBUTION), "id"),
    domainName: reference(theirs.one(DISTRIBUTION), "domain_name"),
  });
});
