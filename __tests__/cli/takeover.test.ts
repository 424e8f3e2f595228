import type { Found, FoundBucket, FoundCertificate, FoundDistribution } from "../../cli/import/found";
import { takeoverOf } from "../../cli/import/takeover";
import { accountConfig, platformOf } from "../support/platforms";

const ALIAS = "domain-a.sorry.example.com";
const PAGES = "pages-sorry-example-com-111111111111";
const WILDCARD = "*.sorry.example.com";

const arn = (name: string) => `arn:aws:acm:us-east-1:111111111111:certificate/${name}`;

const distribution = (more: Partial<FoundDistribution> = {}): FoundDistribution => ({
  id: "E111111",
  domainName: "d1.cloudfront.net",
  aliases: [ALIAS],
  certificateArn: arn("a"),
  origins: [{ domainName: "old.s3.amazonaws.com", bucket: "old", isWebsite: false, access: "control" }],
  extras: [],
  ...more,
});

const certificate = (name: string, more: Partial<FoundCertificate> = {}): FoundCertificate => ({
  arn: arn(name),
  domainName: WILDCARD,
  names: [WILDCARD],
  isByDns: true,
  notAfter: new Date("2027-01-01"),
  ...more,
});

const bucket = (name: string, more: Partial<FoundBucket> = {}): FoundBucket => ({
  name,
  owner: "account",
  region: "ap-northeast-1",
  settings: [],
  lifecycleRules: [],
  entries: [],
  ...more,
});

/** What is decided about the smallest account where this is in AWS; by default its own bucket is not. */
const takeover = (found: Partial<Found>, named?: string, stateBuckets: readonly string[] = []) => {
  const [account] = platformOf([accountConfig()]).accounts;
  if (account === undefined) throw new Error("No account.");
  const nothing = { zoneIds: ["Z1"], records: [], distributions: [], accessControls: [], certificates: [] };
  const nobodys = bucket(PAGES, { owner: "nobody" });
  const buckets = [nobodys, ...(found.buckets ?? [])];
  return takeoverOf(account, { ...nothing, ...found, buckets }, { named, stateBuckets });
};

test("where there is nothing, the stack makes everything", () => {
  const { imports, made, changes, stays, obstacles } = takeover({});
  expect({ imports, changes, stays, obstacles }).toEqual({
    imports: {},
    changes: [],
    stays: [],
    obstacles: [],
  });
  expect(made).toContain("sites/domain-a/distribution");
});

test("a distribution that loses something says so", () => {
  const { changes } = takeover({
    distributions: [distribution({ extras: ["its web ACL", "its functions"] })],
  });
  expect(changes[0]).toMatch(
    /^E111111 \(domain-a\.sorry\.example\.com\) .+ It loses its web ACL, its functions\.$/,
  );
});

test("a distribution that answers for another name, too, is not taken over: the name would be lost", () => {
  const { imports, obstacles } = takeover({
    distributions: [distribution({ aliases: [ALIAS, "www.example.com"] })],
  });
  expect(imports).not.toHaveProperty(["sites/domain-a/distribution"]);
  expect(obstacles).toEqual([
    expect.stringContaining("E111111 answers for domain-a.sorry.example.com and for www.example.com:"),
  ]);
});

test("a distribution of all aliases stays, as CloudFront prefers the exact name", () => {
  const { imports, stays, obstacles } = takeover({
    distributions: [distribution({ aliases: [WILDCARD], origins: [] })],
  });
  expect({ imports, obstacles }).toEqual({ imports: {}, obstacles: [] });
  expect(stays).toEqual([
    expect.stringContaining("E111111 answers for *.sorry.example.com still, but no longer for"),
  ]);
});

test.each([
  ["none", [], "There is no public zone sorry.example.com in Route 53"],
  ["two", ["Z1", "Z2"], "There are 2 public zones sorry.example.com in Route 53"],
])("a zone that Terraform could not choose stands in the way: %s", (_, zoneIds, message) => {
  expect(takeover({ zoneIds }).obstacles).toEqual([expect.stringContaining(message)]);
});

test("a record with a routing policy stands in the way", () => {
  const records = [{ name: ALIAS, type: "A", setIdentifier: "blue", targets: ["d1.cloudfront.net"] }];
  const { obstacles } = takeover({ distributions: [distribution()], records });
  expect(obstacles).toEqual([expect.stringContaining("has a routing policy (blue)")]);
});

describe("of several certificates", () => {
  it.each([
    [
      "the one that the sites use",
      [certificate("b", { notAfter: new Date("2030-01-01") }), certificate("a")],
      "a",
    ],
    [
      "the one that is valid for longest",
      [certificate("c"), certificate("b", { notAfter: new Date("2030-01-01") })],
      "b",
    ],
    ["the first by its name, where they are alike", [certificate("d"), certificate("c")], "c"],
  ])("%s is taken over, and the other is named", (_, certificates, chosen) => {
    const { imports, stays } = takeover({ distributions: [distribution({ origins: [] })], certificates });
    expect(imports["shared/certificate"]).toBe(arn(chosen));
    expect(stays).toEqual([expect.stringContaining(" stays: ")]);
  });

  it.each([
    ["imported", { isByDns: false }],
    ["for other names, too", { names: [WILDCARD, "www.example.com"] }],
  ])("one that Terraform would replace is left alone: %s", (_, more) => {
    const { imports, stays } = takeover({ certificates: [certificate("a", more)] });
    expect(imports).toEqual({});
    expect(stays).toEqual([expect.stringContaining("The stack has one of its own.")]);
  });
});

describe("the record that validates the sorry domain and its wildcard", () => {
  const record = { name: "_x.sorry.example.com", value: "_y.acm-validations.aws" };
  const apex = certificate("b", {
    domainName: "sorry.example.com",
    names: ["sorry.example.com"],
    record,
  });
  const records = [{ name: record.name, type: "CNAME", targets: [record.value] }];
  const shared = [
    expect.stringMatching(
      /^The record _x\.sorry\.example\.com validates arn:\S+\/b, too, and is the stack's then/,
    ),
  ];

  it("is told to be the stack's where another certificate lives on it", () => {
    const { imports, changes } = takeover({ certificates: [apex, certificate("a", { record })], records });
    expect(imports["shared/certificate"]).toBe(arn("a"));
    expect(imports["shared/certificate-validation-record"]).toBe("Z1__x.sorry.example.com_CNAME");
    expect(changes).toEqual(expect.arrayContaining(shared));
  });

  it("is so even where the stack makes a certificate of its own", () => {
    const { imports, changes } = takeover({ certificates: [apex], records });
    expect(imports).toEqual({});
    expect(changes).toEqual(shared);
  });

  it("is nobody else's where there is one certificate", () => {
    expect(takeover({ certificates: [certificate("a", { record })], records }).changes).toEqual([]);
  });
});

describe("the bucket", () => {
  const reader = (access: "control" | "identity" | "none", more = {}) =>
    distribution({
      origins: [{ domainName: "old.s3.amazonaws.com", bucket: "old", isWebsite: false, access }],
      ...more,
    });

  it("that the distributions name is taken over with the settings it has", () => {
    const buckets = [
      bucket("old", { settings: ["bucket-policy"], entries: ["domain-a/", "a", "b", "c", "d", "e", "f"] }),
    ];
    const { bucket: name, imports, changes } = takeover({ distributions: [reader("control")], buckets });
    expect(name).toBe("old");
    expect(imports).toMatchObject({ "shared/bucket": "old", "shared/bucket-policy": "old" });
    expect(imports).not.toHaveProperty(["shared/bucket-versioning"]);
    expect(changes).toContain(
      "It holds a, b, c, d, e, f, which no site of accounts/ shows; that stays in it.",
    );
  });

  it.each([
    [
      "read by an origin access identity",
      [reader("identity")],
      bucket("old"),
      "without an origin access control",
    ],
    ["read by anybody", [reader("none")], bucket("old"), "without an origin access control"],
    [
      "read by a distribution of no site",
      [reader("control"), reader("control", { id: "E222222", aliases: ["www.example.com"] })],
      bucket("old"),
      "E222222 of no site here reads it, too",
    ],
    [
      "read through its website endpoint",
      [
        distribution({
          origins: [{ domainName: "old.s3-website", bucket: "old", isWebsite: true, access: "none" }],
        }),
      ],
      bucket("old"),
      "E111111 reads it through its website endpoint, and the new policy shuts that out",
    ],
    [
      "emptied by its lifecycle rules",
      [reader("control")],
      bucket("old", { lifecycleRules: [{ name: "expire", prefix: "" }] }),
      "its lifecycle rules (expire) delete or move",
    ],
    ["in another region", [reader("control")], bucket("old", { region: "eu-west-1" }), "it is in eu-west-1"],
    [
      "of another account",
      [reader("control")],
      bucket("old", { owner: "somebody else" }),
      "another account's",
    ],
  ])("stays where something would fail: %s", (_, distributions, old, reason) => {
    const { bucket: name, stays } = takeover({ distributions, buckets: [old] });
    expect(name).toBe(PAGES);
    expect(stays).toEqual([expect.stringContaining(reason)]);
    expect(stays[0]).toContain(`The stack makes ${PAGES}`);
  });

  it("is taken over where its lifecycle rules are about other folders", () => {
    const lifecycleRules = [{ name: "expire", prefix: "logs/" }];
    const buckets = [bucket("old", { lifecycleRules })];
    expect(takeover({ distributions: [reader("control")], buckets }).bucket).toBe("old");
  });

  it("that somebody names is refused where it holds the state of an account, of whichever", () => {
    expect(() => takeover({ buckets: [bucket("old")] }, "old", ["old"])).toThrow(
      "it holds Terraform's state",
    );
  });

  it("that somebody names is taken over with a warning", () => {
    const { bucket: name, changes } = takeover(
      { distributions: [reader("identity")], buckets: [bucket("old")] },
      "old",
    );
    expect(name).toBe("old");
    expect(changes.at(-1)).toContain(
      "Beware, the bucket old: E111111 reads it without an origin access control",
    );
  });

  it.each([
    ["another account's", bucket("old", { owner: "somebody else" }), "another account's"],
    ["in another region", bucket("old", { region: "eu-west-1" }), "it is in eu-west-1"],
    ["with dots in its name", bucket("old.pages"), "dots"],
  ])("that somebody names is refused: %s", (_, old, reason) => {
    expect(() => takeover({ buckets: [old] }, old.name)).toThrow(reason);
  });

  it("of several stays, each of them", () => {
    const other = distribution({
      id: "E222222",
      origins: [{ domainName: "b", bucket: "other", isWebsite: false, access: "control" }],
    });
    const buckets = [bucket("old"), bucket("other")];
    expect(takeover({ distributions: [distribution(), other], buckets }).stays).toEqual([
      expect.stringContaining("The buckets old, other stay"),
    ]);
  });

  it("of the account's own name stands in the way where it is another account's", () => {
    const [account] = platformOf([accountConfig()]).accounts;
    if (account === undefined) throw new Error("No account.");
    const found = { zoneIds: ["Z1"], records: [], distributions: [], accessControls: [], certificates: [] };
    const buckets = [bucket(PAGES, { owner: "somebody else" })];
    const { obstacles } = takeoverOf(account, { ...found, buckets }, { stateBuckets: [] });
    expect(obstacles).toEqual([expect.stringContaining("Name another by `bucket`.")]);
  });
});

test("an id of AWS's that is not like one is never written", () => {
  const { obstacles } = takeover({ distributions: [distribution({ id: "${evil}" })] });
  expect(obstacles).toEqual([
    expect.stringContaining('imports["sites/domain-a/distribution"] must be the id of'),
  ]);
});
