import { join } from "node:path";
import accounts from "../../accounts";
import { checkPlatform } from "../../accounts/platform";
import type { AccountConfig, BackendConfig } from "../../accounts/types";
import { faultsOf } from "../support/faults";
import { SITE_CONTENT, SMALLEST, accountConfig, platformOf, sitesOf } from "../support/platforms";

test("the smallest account gets every default", () => {
  const { name, id, region, sorryDomain } = SMALLEST;
  const sites = [{ name: "domain-a", domains: ["example.com", "*.example.com"] }];
  expect(checkPlatform([{ name, id, region, sorryDomain, sites }], [SITE_CONTENT])).toEqual({
    faults: [],
    sites: [expect.objectContaining({ name: "domain-a" })],
    platform: {
      accounts: [
        {
          name: "corporate",
          id: "111111111111",
          region: "ap-northeast-1",
          sorryDomain: "sorry.example.com",
          zone: { name: "sorry.example.com" },
          sites: [
            {
              name: "domain-a",
              account: "corporate",
              alias: "domain-a.sorry.example.com",
              domains: ["example.com", "*.example.com"],
              page: "maintenance",
              pageFolder: join(SITE_CONTENT, "maintenance"),
              status: 503,
              httpsRedirect: "permanent",
              cacheSeconds: 10,
              json: true,
            },
          ],
          backend: { type: "local" },
          tags: {},
          quotas: { distributions: 500, distributionsAnAccessControl: 100, zoneRecords: 10_000 },
          bucket: "pages-sorry-example-com-111111111111",
          loadBalancers: [],
          switch: {},
          imports: {},
        },
      ],
      image: { account: "corporate", architectures: ["arm64", "amd64"] },
      ports: [80],
      notes: [],
    },
  });
});

test("every field is taken over", () => {
  const written: AccountConfig = {
    name: "media-2",
    id: "000000000001",
    region: "eu-west-1",
    sorryDomain: "Sorry.Example.com",
    zone: { name: "EXAMPLE.com", roleArn: "arn:aws:iam::111111111111:role/dns/sorry-server" },
    sites: [
      {
        name: "shimbun",
        domains: ["新聞.example.org", "*.Example.org"],
        page: "closed",
        status: 404,
        httpsRedirect: "off",
        retryAfter: "1d12h",
        cacheSeconds: 86_400,
        hstsSeconds: 63_072_000,
        json: false,
      },
    ],
    backend: {
      type: "s3",
      bucket: "terraform-state",
      region: "eu-west-2",
      key: "sorry/media.tfstate",
      roleArn: "arn:aws:iam::333333333333:role/state",
    },
    credentials: { roleArn: "arn:aws:iam::000000000001:role/deploy", externalId: "a/b:c=d" },
    tags: { "cost center": "web/42", équipe: "" },
    bucket: "our-pages",
    imports: { "sites/shimbun/distribution": "E2QWRUHAPOMQZL" },
  };
  expect(platformOf([written]).accounts).toEqual([
    {
      ...written,
      quotas: { distributions: 500, distributionsAnAccessControl: 100, zoneRecords: 10_000 },
      sorryDomain: "sorry.example.com",
      zone: { name: "example.com", roleArn: "arn:aws:iam::111111111111:role/dns/sorry-server" },
      sites: [
        {
          ...written.sites[0],
          account: "media-2",
          alias: "shimbun.sorry.example.com",
          domains: ["xn--efvv70d.example.org", "*.example.org"],
          pageFolder: join(SITE_CONTENT, "closed"),
        },
      ],
      loadBalancers: [],
      switch: {},
    },
  ]);
});

test.each<[string, BackendConfig, object]>([
  ["local", { type: "local" }, { type: "local" }],
  [
    "terraform-cloud",
    { type: "terraform-cloud", organization: "acme" },
    {
      type: "terraform-cloud",
      hostname: "app.terraform.io",
      organization: "acme",
      workspace: "sorry-server-corporate",
    },
  ],
  [
    "s3",
    { type: "s3", bucket: "terraform-state", region: "eu-west-1" },
    { type: "s3", bucket: "terraform-state", region: "eu-west-1", key: "sorry-server/corporate.tfstate" },
  ],
])("a backend of kind %s is named for its account unless it says otherwise", (_, backend, complete) => {
  expect(platformOf([accountConfig({ backend })]).accounts[0]?.backend).toEqual(complete);
});

test.each([
  ["the sorry domain itself", "sorry.example.com"],
  ["its parent", "example.com"],
])("a zone may be %s, and its name alone is a zone in the account", (_, zone) => {
  expect(platformOf([accountConfig({ zone })]).accounts[0]?.zone).toEqual({ name: zone });
});

test("an account may have no sites yet", () => {
  expect(platformOf([accountConfig({ sites: [] })]).accounts[0]?.sites).toEqual([]);
});

test("a sorry domain may have 62 characters, which the certificate's wildcard makes 64", () => {
  const sorryDomain = `${"a".repeat(50)}.example.com`;
  expect(sorryDomain).toHaveLength(62);
  expect(platformOf([accountConfig({ sorryDomain })]).accounts[0]?.sorryDomain).toBe(sorryDomain);
});

test("accounts, sites and domains stay in the order in which they are written", () => {
  const platform = platformOf([
    accountConfig(
      { name: "zulu", id: "222222222222", sorryDomain: "z.example.com" },
      { domains: ["z.test"] },
    ),
    accountConfig({
      sites: [
        { name: "b", domains: ["z.example.org", "a.example.org"] },
        { name: "a", domains: ["m.example.org"] },
      ],
    }),
  ]);
  expect(platform.accounts.map(({ name }) => name)).toEqual(["zulu", "corporate"]);
  expect(sitesOf(platform).map(({ name }) => name)).toEqual(["domain-a", "b", "a"]);
  expect(sitesOf(platform)[1]?.domains).toEqual(["z.example.org", "a.example.org"]);
});

test("two accounts may hold a wildcard for one sorry domain, with sites of different names", () => {
  expect(
    faultsOf([
      accountConfig(),
      accountConfig({ name: "media", id: "222222222222" }, { name: "domain-b", domains: ["example.org"] }),
    ]),
  ).toEqual([]);
});

test("what was written is not changed", () => {
  const written = [accountConfig({ sorryDomain: "Sorry.example.com" }, { domains: ["EXAMPLE.com"] })];
  const before = structuredClone(written);
  platformOf(written);
  expect(written).toEqual(before);
});

test("the repository's own accounts are sound, and the shop within *.example.com is worth a note", () => {
  const { accounts: checked, notes } = platformOf(accounts);
  expect(checked.map(({ name }) => name)).toEqual(["corporate", "media"]);
  expect(notes).toEqual([
    "shop.example.com goes to site media/shop, the rest of *.example.com to corporate/domain-a.",
  ]);
});
