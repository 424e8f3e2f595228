import { faultsOf } from "../support/faults";
import { accountConfig } from "../support/platforms";

type Fields = Record<string, unknown>;

const corporate = (site: Fields = {}, account: Fields = {}) => accountConfig(account, site);

/** A second account that shares nothing with the first. */
const media = (site: Fields = {}, account: Fields = {}) =>
  accountConfig(
    { name: "media", id: "222222222222", sorryDomain: "sorry.example.net", ...account },
    { name: "domain-b", domains: ["example.org"], ...site },
  );

/** One account with two sites. */
const twoSites = (first: Fields, second: Fields, account: Fields = {}) => {
  const { sites, ...rest } = accountConfig();
  const [site] = sites;
  return {
    ...rest,
    sites: [
      { ...site, ...first },
      { ...site, ...second },
    ],
    ...account,
  };
};

test("two accounts that share nothing are sound", () => {
  expect(faultsOf([corporate(), media()])).toEqual([]);
});

describe("an account is refused", () => {
  test("with the name of another", () => {
    expect(faultsOf([corporate(), media({}, { name: "corporate" })])).toEqual([
      'accounts/corporate: `name` must name one account only, got "corporate". Rename one of them.',
    ]);
  });

  test("with the id of another", () => {
    expect(faultsOf([corporate(), media({}, { id: "111111111111" })])).toEqual([
      'accounts/media: `id` must stand in one entry only (accounts/corporate has it), got "111111111111". Put the sites of one AWS account into one entry.',
    ]);
  });

  test.each([
    [
      "a workspace, though one names its host in other words",
      { type: "terraform-cloud", organization: "acme", workspace: "sorry" },
      { type: "terraform-cloud", organization: "acme", workspace: "sorry", hostname: "App.Terraform.IO" },
      "app.terraform.io/acme/sorry",
    ],
    [
      "a workspace that is the other's default",
      { type: "terraform-cloud", organization: "acme" },
      { type: "terraform-cloud", organization: "acme", workspace: "sorry-server-corporate" },
      "app.terraform.io/acme/sorry-server-corporate",
    ],
    [
      "an object of S3",
      { type: "s3", bucket: "state", region: "eu-west-1", key: "sorry" },
      { type: "s3", bucket: "state", region: "eu-west-2", key: "sorry" },
      "s3://state/sorry",
    ],
  ])("with the state of another: %s", (_, first, second, shown) => {
    expect(faultsOf([corporate({}, { backend: first }), media({}, { backend: second })])).toEqual([
      `accounts/media: \`backend\` must not share its state with accounts/corporate, got "${shown}". Give each account a workspace or a key of its own.`,
    ]);
  });

  test("with a bucket that holds the state of another, in whichever order they stand", () => {
    const own = corporate({}, { backend: { type: "s3", bucket: "states", region: "eu-west-1" } });
    const other = media({}, { bucket: "states" });
    const message =
      'accounts/media: `bucket` must not be the bucket of the state of accounts/corporate, got "states". Leave it out, or name another: it goes with everything in it when the stack is destroyed.';
    expect(faultsOf([own, other])).toEqual([message]);
    expect(faultsOf([other, own])).toEqual([message]);
  });

  test("but not for a backend of the same kind, in the same place", () => {
    for (const backend of [
      { type: "local" },
      { type: "terraform-cloud", organization: "acme" },
      { type: "s3", bucket: "state", region: "eu-west-1" },
    ]) {
      expect(faultsOf([corporate({}, { backend }), media({}, { backend })])).toEqual([]);
    }
  });
});

describe("a site is refused", () => {
  const twice = (where: string) =>
    `${where} \`name\` must give an alias of its own (site corporate/domain-a has it), got "domain-a.sorry.example.com". Rename one of them.`;

  test("with the name of another in its account", () => {
    expect(faultsOf([twoSites({}, { domains: ["example.org"] })])).toEqual([
      twice("accounts/corporate: site `domain-a`:"),
    ]);
  });

  test("with the alias of another in another account with the same sorry domain", () => {
    expect(
      faultsOf([corporate(), media({ name: "domain-a" }, { sorryDomain: "SORRY.example.com" })]),
    ).toEqual([twice("accounts/media: site `domain-a`:")]);
  });

  test("but not with only the name of another in another account", () => {
    expect(faultsOf([corporate(), media({ name: "domain-a" })])).toEqual([]);
  });

  test("with an alias that is an account's sorry domain", () => {
    expect(
      faultsOf([corporate({ name: "media" }), media({}, { sorryDomain: "media.sorry.example.com" })]),
    ).toEqual([
      'accounts/corporate: site `media`: `name` must not give an alias that is an account\'s sorry domain, got "media.sorry.example.com". Rename one of them.',
    ]);
  });
});

describe("a domain is refused", () => {
  test.each([
    ["as it is", "example.com", "example.com"],
    ["in another case", "EXAMPLE.com", "example.com"],
    ["in full-width forms", "ｅｘａｍｐｌｅ．com", "example.com"],
  ])("twice in one site: %s", (_, again, shown) => {
    expect(faultsOf([corporate({ domains: ["example.com", again] })])).toEqual([
      `accounts/corporate: site \`domain-a\`: \`domains[1]\` must stand in the list once, got "${shown}". Take one of them out.`,
    ]);
  });

  test.each([
    ["as it is", "example.org", "example.org", "example.org"],
    ["in another case", "Example.org", "eXample.ORG", "example.org"],
    ["as a wildcard", "*.example.org", "*.EXAMPLE.org", "*.example.org"],
    ["as an A-label", "新聞.example.org", "XN--EFVV70D.example.org", "xn--efvv70d.example.org"],
    ["composed in another way", "b\u00fccher.test", "bu\u0308cher.test", "xn--bcher-kva.test"],
  ])("in two sites, %s: within an account and across accounts", (_, first, second, shown) => {
    const twice = (where: string) =>
      `${where} \`domains[1]\` must belong to one site only (site corporate/domain-a has it), got "${shown}". Take it out of one of the two.`;
    const domains = ["other.example.com", second];
    expect(faultsOf([twoSites({ domains: [first] }, { name: "domain-b", domains })])).toEqual([
      twice("accounts/corporate: site `domain-b`:"),
    ]);
    expect(faultsOf([corporate({ domains: [first] }), media({ domains })])).toEqual([
      twice("accounts/media: site `domain-b`:"),
    ]);
  });

  test("every time after the first", () => {
    const sites = ["a", "b", "c"].map((name) => ({ name, domains: ["example.com"] }));
    expect(faultsOf([{ ...corporate(), sites }])).toEqual(
      ["b", "c"].map(
        (name) =>
          `accounts/corporate: site \`${name}\`: \`domains[0]\` must belong to one site only (site corporate/a has it), got "example.com". Take it out of one of the two.`,
      ),
    );
  });

  const loop = (domain: string, sorryDomain: string) =>
    `must not be ${sorryDomain} or below it: aliases live there, and a sorry server that answers for an alias asks itself, got "${domain}". Name the domain that users type.`;

  test.each([
    ["its account's sorry domain", "sorry.example.com", "sorry.example.com"],
    ["its own alias", "domain-a.sorry.example.com", "domain-a.sorry.example.com"],
    ["below the sorry domain", "a.b.Sorry.example.com", "a.b.sorry.example.com"],
    ["the wildcard of the sorry domain", "*.sorry.example.com", "*.sorry.example.com"],
    ["a wildcard below the sorry domain", "*.a.sorry.example.com", "*.a.sorry.example.com"],
  ])("that makes a loop: %s", (_, domain, shown) => {
    expect(faultsOf([corporate({ domains: [domain] })])).toEqual([
      `accounts/corporate: site \`domain-a\`: \`domains[0]\` ${loop(shown, "sorry.example.com")}`,
    ]);
  });

  test("that makes a loop over another account, in whichever order they stand", () => {
    const looping = media({ domains: ["x.sorry.example.com"] });
    const message = `accounts/media: site \`domain-b\`: \`domains[0]\` ${loop("x.sorry.example.com", "sorry.example.com")}`;
    expect(faultsOf([corporate(), looping])).toEqual([message]);
    expect(faultsOf([looping, corporate()])).toEqual([message]);
  });

  test.each([
    ["a wildcard above the sorry domain", "*.example.com"],
    ["the sorry domain's parent", "example.com"],
    ["a name that only ends alike", "notsorry.example.com"],
    ["a sibling", "sorry2.example.com"],
  ])("but not %s", (_, domain) => {
    expect(faultsOf([corporate({ domains: [domain] })])).toEqual([]);
  });
});
