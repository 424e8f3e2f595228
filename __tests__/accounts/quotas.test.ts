import { faultsOf } from "../support/faults";
import { SMALLEST, platformOf } from "../support/platforms";

const sites = (count: number, prefix = "site") =>
  Array.from({ length: count }, (_, i) => ({
    name: `${prefix}-${i}`,
    domains: [`${prefix}-${i}.example.com`],
    page: "maintenance",
  }));

const account = (count: number, more: object = {}) => ({ ...SMALLEST, sites: sites(count), ...more });

/** An account whose aliases stand in the zone that `corporate` has. */
const media = (count: number, more: object = {}) => ({
  ...account(count),
  name: "media",
  id: "222222222222",
  sorryDomain: "media.sorry.example.com",
  sites: sites(count, "media"),
  zone: { name: "sorry.example.com", roleArn: "arn:aws:iam::111111111111:role/dns" },
  ...more,
});

describe("the distributions of an account", () => {
  it("are nobody's concern below four fifths of AWS's quota", () => {
    expect(platformOf([account(399)]).notes).toEqual([]);
  });

  it.each([400, 500])("are mentioned: %i of 500", (count) => {
    expect(platformOf([account(count)]).notes).toEqual([
      `corporate needs ${count} of 500 CloudFront distributions of the account. AWS raises a quota on request, which takes days; then say so in quotas.distributions.`,
    ]);
  });

  it("are refused past it", () => {
    expect(faultsOf([account(501)])).toEqual([
      "accounts/corporate: `sites` must need at most 500 CloudFront distributions of the account, got 501. Move sites to another account, or have AWS raise the quota and say so in `quotas.distributions`.",
    ]);
  });

  it("may be as many as the account says that AWS allows", () => {
    expect(platformOf([account(501, { quotas: { distributions: 1000 } })]).notes).toEqual([]);
    expect(faultsOf([account(3, { quotas: { distributions: 2 } })])).toHaveLength(1);
  });

  it("are counted with those whose sites have faults of their own", () => {
    const [first, ...rest] = sites(501);
    expect(faultsOf([account(0, { sites: [{ ...first, status: 200 }, ...rest] })])).toHaveLength(2);
  });
});

it("the distributions of one origin access control are counted by their shard, the fullest one", () => {
  // In 16 shards of 100, 1,600 sites would fit only if they fell evenly.
  const faults = faultsOf([account(1600, { quotas: { distributions: 2000 } })]);
  expect(faults).toEqual([
    expect.stringMatching(
      /^accounts\/corporate: `sites` must need at most 100 distributions of one origin access control, got 1\d\d\. .*`quotas\.distributionsAnAccessControl`\.$/,
    ),
  ]);
  const quotas = { distributions: 2000, distributionsAnAccessControl: 200 };
  expect(faultsOf([account(1600, { quotas })])).toEqual([]);
});

describe("the records of a zone", () => {
  const small = { quotas: { zoneRecords: 10 } };

  it("are two a site and one for the certificate", () => {
    // 9 of 10, and 11 of 10.
    expect(platformOf([account(4, small)]).notes).toEqual([
      "corporate needs 9 of 10 records of the zone sorry.example.com. AWS raises a quota on request, which takes days; then say so in quotas.zoneRecords.",
    ]);
    expect(faultsOf([account(5, small)])).toEqual([
      "accounts/corporate: `sites` must need at most 10 records of the zone sorry.example.com, got 11. Move sites to another account, or have AWS raise the quota and say so in `quotas.zoneRecords`.",
    ]);
  });

  it("are added up over the accounts that write into the zone", () => {
    expect(faultsOf([account(2, small), media(2, small)])).toEqual([]);
    expect(faultsOf([account(3, small), media(2, small)])).toHaveLength(2);
  });

  it("are not mixed up with those of another account's zone of the same name", () => {
    const own = {
      ...small,
      zone: { name: "sorry.example.com", roleArn: "arn:aws:iam::333333333333:role/dns" },
    };
    expect(faultsOf([account(3, small), media(3, own)])).toEqual([]);
  });
});

it.each([
  [0, "must be how many distributions there may be, 1 to 1000000, got 0. Leave it out for AWS's 500."],
  [
    "many",
    'must be how many distributions there may be, 1 to 1000000, got "many". Leave it out for AWS\'s 500.',
  ],
])("a quota of %p is refused", (distributions, message) => {
  expect(faultsOf([account(1, { quotas: { distributions } })])).toEqual([
    `accounts/corporate: \`quotas.distributions\` ${message}`,
  ]);
});

it("a quota that there is not is refused", () => {
  expect(faultsOf([account(1, { quotas: { distribution: 5 } })])).toEqual([
    "accounts/corporate: `quotas.distribution` must not be there (there is no such field), got 5. Did you mean `distributions`?",
  ]);
});
