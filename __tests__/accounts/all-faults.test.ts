import fc from "fast-check";
import { describeFault } from "../../accounts/fault";
import { checkPlatform } from "../../accounts/platform";
import { faultsOf } from "../support/faults";
import { SITE_CONTENT, accountConfig } from "../support/platforms";

/** Ten different faults, as somebody could make them in one go. */
const TEN = [
  {
    ...accountConfig({ regoin: "eu-west-1", id: 111111111111 }),
    sites: [
      { name: "domain-a", domains: ["example.com", "exa mple.net"], status: 418 },
      { name: "domain-b", domains: ["example.com"] },
      { name: "a.b", domains: ["sorry.example.com"], page: "nowhere" },
    ],
  },
  accountConfig(
    { name: "corporate", id: "222222222222", sorryDomain: "sorry.example.org", region: "eu-west-9" },
    { domains: ["example.org"] },
  ),
];

test("ten faults give ten messages", () => {
  expect(faultsOf(TEN)).toHaveLength(10);
  expect(faultsOf(TEN)).toEqual([
    'accounts/corporate: `regoin` must not be there (there is no such field), got "eu-west-1". Did you mean `region`?',
    "accounts/corporate: `id` must be a string of 12 digits, got 111111111111. Put the id between quotes.",
    "accounts/corporate: site `domain-a`: `status` must be one of 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504, got 418. Use 503 for maintenance, 404 for a site that is gone.",
    'accounts/corporate: site `domain-a`: `domains[1]` must be a host name (letters, digits, hyphens and dots), got "exa mple.net". Take out " "; a scheme, a port or a path is no part of a domain.',
    'accounts/corporate: site `a.b`: `name` must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens, got "a.b". Take out the dots: the wildcard certificate covers one label below the sorry domain.',
    'accounts/corporate: site `a.b`: `page` must be a folder of site-content/, or beside the accounts\' file, got "nowhere". Make it, with an index.html.',
    'accounts/corporate: `region` must be a region of AWS\'s commercial partition, got "eu-west-9". Did you mean eu-west-1?',
    'accounts/corporate: `name` must name one account only, got "corporate". Rename one of them.',
    'accounts/corporate: site `domain-b`: `domains[0]` must belong to one site only (site corporate/domain-a has it), got "example.com". Take it out of one of the two.',
    'accounts/corporate: site `a.b`: `domains[0]` must not be sorry.example.com or below it: aliases live there, and a sorry server that answers for an alias asks itself, got "sorry.example.com". Name the domain that users type.',
  ]);
});

test("a platform with a fault is none", () => {
  expect(checkPlatform(TEN, [SITE_CONTENT])).not.toHaveProperty("platform");
});

test("the sites that are sound are there all the same, whatever else is at fault", () => {
  const site = (name: string, fields: object = {}) => ({ name, domains: [`${name}.example.com`], ...fields });
  const { sites, faults } = checkPlatform(
    [
      accountConfig({ id: "1", sites: [site("a"), site("b", { page: "nowhere" }), null, site("c")] }),
      accountConfig({ name: "media", region: "x", sites: [site("d", { page: "closed" })] }),
    ],
    [SITE_CONTENT],
  );
  expect(faults).toHaveLength(4);
  expect(sites.map(({ account, name, page }) => [account, name, page])).toEqual([
    ["corporate", "a", "maintenance"],
    ["corporate", "c", "maintenance"],
    ["media", "d", "closed"],
  ]);
});

test("a bad sorry domain does not hide that two sites have one name", () => {
  const sites = ["example.com", "example.org"].map((domain) => ({ name: "domain-a", domains: [domain] }));
  expect(faultsOf([accountConfig({ sorryDomain: "sorry", sites })])).toEqual([
    'accounts/corporate: `sorryDomain` must be a full host name, got "sorry". Write it with its parent domain, as in example.com.',
    'accounts/corporate: site `domain-a`: `name` must give an alias of its own (site corporate/domain-a has it), got "domain-a". Rename one of them.',
  ]);
});

/** Mistakes that have nothing to do with each other, each in a field of its own, and how each is told by itself. */
const MISTAKES: readonly (readonly [account: object, site: object])[] = [
  [{ id: 1 }, {}],
  [{ region: "tokyo" }, {}],
  [{ zone: 5 }, {}],
  [{ backend: { type: "s3", bucket: "state", region: "eu-west-9" } }, {}],
  [{ credentials: {} }, {}],
  [{ tags: { "aws:a": "b" } }, {}],
  [{ colour: "red" }, {}],
  [{}, { domains: ["example.com", "example.com"] }],
  [{}, { page: "../x" }],
  [{}, { status: 200 }],
  [{}, { httpsRedirect: "on" }],
  [{}, { retryAfter: "soon" }],
  [{}, { cacheSeconds: 0 }],
  [{}, { hstsSeconds: -1 }],
  [{}, { json: "off" }],
  [{}, { color: "red" }],
];

test("no fault hides another, and none makes another", () => {
  fc.assert(
    fc.property(fc.subarray([...MISTAKES], { minLength: 1 }), (mistakes) => {
      const together = faultsOf([
        accountConfig({
          sites: [Object.assign({}, accountConfig().sites[0], ...mistakes.map(([, site]) => site)) as object],
          ...(Object.assign({}, ...mistakes.map(([account]) => account)) as object),
        }),
      ]);
      const alone = mistakes.flatMap(([account, site]) =>
        faultsOf([accountConfig({}, site)].map((a) => ({ ...a, ...account }))),
      );
      expect(alone).toHaveLength(mistakes.length);
      expect([...together].sort()).toEqual([...alone].sort());
    }),
    { numRuns: 200 },
  );
});

const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

test.each([
  ["a terminal's escape", "\u001b[31m"],
  ["a terminal's escape in one character", "\u009b31m"],
  ["a bidirectional control", "\u202e"],
  ["a line's end", "\r\n"],
  ["DEL", "\u007f"],
  ["NUL", "\0"],
])("no message holds %s as it is, wherever it stands", (_, escape) => {
  const text = `a${escape}b`;
  const messages = faultsOf([
    {
      ...Object.fromEntries(["name", "id", "region", "sorryDomain", "zone"].map((field) => [field, text])),
      [text]: text,
      backend: { type: text, [text]: text },
      credentials: { roleArn: text, externalId: text, [text]: text },
      tags: { [text]: text },
      sites: [
        text,
        {
          ...Object.fromEntries(
            ["name", "page", "status", "httpsRedirect", "retryAfter"].map((f) => [f, text]),
          ),
          domains: [text, `*.${text}.com`],
          [text]: { [text]: text },
        },
      ],
    },
    accountConfig({ zone: { name: text, roleArn: text, [text]: text } }),
    accountConfig({ backend: { type: "s3", bucket: text, region: text, key: text, [text]: text } }),
  ]);
  expect(messages.length).toBeGreaterThan(25);
  expect(messages.filter((message) => CONTROL.test(message))).toEqual([]);
});

test("whatever is written, the check ends with printable faults or a platform", () => {
  const key = fc.oneof(
    fc.constantFrom(..."name id region sorryDomain zone sites backend credentials tags".split(" ")),
    fc.constantFrom(..."domains page status httpsRedirect retryAfter cacheSeconds type roleArn".split(" ")),
    fc.string({ unit: "binary" }),
  );
  const value = fc.anything({ key, withBigInt: true, withDate: true, withNullPrototype: true, maxDepth: 4 });
  const account = fc.dictionary(key, value).map((fields) => ({ ...accountConfig(), ...fields }));
  fc.assert(
    fc.property(fc.oneof(value, fc.array(account, { maxLength: 2 })), (written) => {
      const { faults, platform } = checkPlatform(written, [SITE_CONTENT]);
      expect(platform === undefined).toBe(faults.length > 0);
      expect(faults.map(describeFault).filter((message) => CONTROL.test(message))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
