import { accountFaults, siteFaults } from "../support/faults";

const SITE = "accounts/corporate: site `domain-a`:";
const OBJECT = 'Write { "name": "domain-a", "domains": ["example.com"] }.';

test.each([
  ["null", null, `must be an object, got null. ${OBJECT}`],
  ["a string", "domain-a", `must be an object, got "domain-a". ${OBJECT}`],
  ["a list", [], `must be an object, got []. ${OBJECT}`],
])("%s is no site", (_, site, message) => {
  expect(accountFaults({ sites: [site] })).toEqual([`accounts/corporate: site \`sites[0]\`: ${message}`]);
});

test("a site of nothing is told all that it must have", () => {
  expect(accountFaults({ sites: [{}] })).toEqual([
    "accounts/corporate: site `sites[0]`: `name` must be a string, got nothing. It begins the site's alias, as in domain-a.",
    'accounts/corporate: site `sites[0]`: `domains` must be a list of domains, got nothing. Write it as ["example.com"].',
  ]);
});

const BEGINS = "It begins the site's alias, as in domain-a.";
const DOTS = "Take out the dots: the wildcard certificate covers one label below the sorry domain.";

test.each([
  ["in upper case", "Domain-A", "Domain-A", '"Domain-A"', BEGINS],
  ["with a dot, deeper than the certificate covers", "a.b", "a.b", '"a.b"', DOTS],
  ["with an underscore", "domain_a", "domain_a", '"domain_a"', BEGINS],
  ["with a hyphen first", "-a", "-a", '"-a"', BEGINS],
  ["empty", "", "sites[0]", '""', BEGINS],
  ["of 64 characters", "a".repeat(64), "sites[0]", `"${"a".repeat(64)}"`, BEGINS],
  ["an expression", "${a}", "sites[0]", '"${a}"', BEGINS],
  ["with a newline last", "domain-a\n", "sites[0]", '"domain-a\\n"', BEGINS],
  ["internationalized", "新聞", "sites[0]", '"新聞"', BEGINS],
])("a name is refused: %s", (_, name, where, shown, fix) => {
  expect(siteFaults({ name })).toEqual([
    `accounts/corporate: site \`${where}\`: \`name\` must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens, got ${shown}. ${fix}`,
  ]);
});

test("a name that JavaScript's own objects have is refused, of a site and of an account", () => {
  const message = 'must not be a name of JavaScript\'s own, got "constructor". Choose another name.';
  expect(siteFaults({ name: "constructor" })).toEqual([
    `accounts/corporate: site \`constructor\`: \`name\` ${message}`,
  ]);
  expect(accountFaults({ name: "constructor" })).toEqual([`accounts/constructor: \`name\` ${message}`]);
});

test("a key __proto__ is refused wherever JSON can have it", () => {
  const hostile = (field: string, value: string) =>
    JSON.parse(`{ "${field}": ${value} }`) as Record<string, unknown>;
  for (const [field, value, path] of [
    ["tags", '{ "__proto__": "b" }', "tags.__proto__"],
    ["backend", '{ "type": "local", "__proto__": {} }', "backend.__proto__"],
    [
      "zone",
      '{ "name": "example.com", "roleArn": "arn:aws:iam::111111111111:role/dns", "__proto__": {} }',
      "zone.__proto__",
    ],
  ] as const) {
    const [fault, ...others] = accountFaults(hostile(field, value));
    expect(fault).toContain(`accounts/corporate: \`${path}\` must not be there`);
    expect(others).toEqual([]);
  }
});

test("a site's name may have 63 characters", () => {
  expect(siteFaults({ name: "a".repeat(63) })).toEqual([]);
});

test.each<[string, unknown, string[]]>([
  [
    "a string",
    "example.com",
    ['`domains` must be a list of domains, got "example.com". Write it as ["example.com"].'],
  ],
  ["null", null, ['`domains` must be a list of domains, got null. Write it as ["example.com"].']],
  ["an object", {}, ['`domains` must be a list of domains, got {}. Write it as ["example.com"].']],
  [
    "none",
    [],
    ["`domains` must name one domain at least, got []. Take the site out if it answers for none."],
  ],
  [
    "no strings",
    [5, null, ["example.com"]],
    [
      '`domains[0]` must be a string, got 5. Write it as "example.com".',
      '`domains[1]` must be a string, got null. Write it as "example.com".',
      '`domains[2]` must be a string, got ["example.com"]. Write it as "example.com".',
    ],
  ],
  [
    "bad ones among sound ones",
    [
      "example.com",
      "exa;mple.net",
      "*.example.com",
      "a..b.com",
      "www.*.com",
      "*.co.jp",
      "192.0.2.1",
      "x",
      "a_b.c",
    ],
    [
      '`domains[1]` must be a host name (letters, digits, hyphens and dots), got "exa;mple.net". Take out ";"; a scheme, a port or a path is no part of a domain.',
      '`domains[3]` must have labels of 1 to 63 letters, digits and inner hyphens, got "a..b.com". Take out the empty label (a dot too many).',
      '`domains[4]` must have its `*` alone and first, as in *.example.com, got "www.*.com". One wildcard covers every name below its domain, at any depth.',
      '`domains[5]` must be below a public suffix, not be one itself, got "*.co.jp". Name the domain that you registered.',
      '`domains[6]` must be a name, not an IP address, got "192.0.2.1". Name the domain that users type.',
      '`domains[7]` must be a full host name, got "x". Write it with its parent domain, as in example.com.',
      '`domains[8]` must be a host name (letters, digits, hyphens and dots), got "a_b.c". Take out "_"; a scheme, a port or a path is no part of a domain.',
    ],
  ],
])("domains are refused: %s", (_, domains, messages) => {
  expect(siteFaults({ domains })).toEqual(messages.map((message) => `${SITE} ${message}`));
});

test.each([
  ["200: a sorry page is no success", 200, "200"],
  ["one that CloudFront has not", 418, "418"],
  ["a string", "503", '"503"'],
  ["null", null, "null"],
])("a status is refused: %s", (_, status, shown) => {
  expect(siteFaults({ status })).toEqual([
    `${SITE} \`status\` must be one of 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504, got ${shown}. Use 503 for maintenance, 404 for a site that is gone.`,
  ]);
});

test.each([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])("status %i is accepted", (status) => {
  expect(siteFaults({ status })).toEqual([]);
});

test.each([
  ["misspelt", "permanant", '"permanant". Did you mean permanent?'],
  ["in upper case", "OFF", '"OFF". Did you mean off?'],
  ["a status", 301, "301. Leave it out for permanent."],
  ["false", false, "false. Leave it out for permanent."],
  ["null", null, "null. Leave it out for permanent."],
])("httpsRedirect is refused: %s", (_, httpsRedirect, end) => {
  expect(siteFaults({ httpsRedirect })).toEqual([
    `${SITE} \`httpsRedirect\` must be one of permanent, temporary, off, got ${end}`,
  ]);
});

test.each([
  ["a number", 7200, "must be a string, got 7200. Write a string, as in 2h."],
  ["null", null, "must be a string, got null. Write a string, as in 2h."],
  [
    "nonsense",
    "2h2h",
    'must be a duration (2h, 30m, 1d12h) or an instant with a time zone (2026-12-01T06:00:00+09:00), got "2h2h". Leave it out if nobody knows when the site will be back.',
  ],
])("retryAfter is refused: %s", (_, retryAfter, message) => {
  expect(siteFaults({ retryAfter })).toEqual([`${SITE} \`retryAfter\` ${message}`]);
});

test.each([
  ["0", 0, "0"],
  ["a fraction", 1.5, "1.5"],
  ["less than nothing", -1, "-1"],
  ["more than a day", 86_401, "86401"],
  ["no number", NaN, "NaN"],
  ["endless", Infinity, "Infinity"],
  ["a string", "10", '"10"'],
  ["null", null, "null"],
])("cacheSeconds is refused: %s", (_, cacheSeconds, shown) => {
  expect(siteFaults({ cacheSeconds })).toEqual([
    `${SITE} \`cacheSeconds\` must be a whole number of seconds from 1 to 86400, got ${shown}. Leave it out for 10.`,
  ]);
});

test.each([
  ["less than nothing", -1, "-1"],
  ["a fraction", 0.5, "0.5"],
  ["more than two years", 63_072_001, "63072001"],
  ["a string", "300", '"300"'],
  ["null", null, "null"],
])("hstsSeconds is refused: %s", (_, hstsSeconds, shown) => {
  expect(siteFaults({ hstsSeconds })).toEqual([
    `${SITE} \`hstsSeconds\` must be a whole number of seconds from 0 to 63072000, got ${shown}. Leave it out for no Strict-Transport-Security.`,
  ]);
});

test.each([0, 63_072_000])("hstsSeconds may be %i", (hstsSeconds) => {
  expect(siteFaults({ hstsSeconds })).toEqual([]);
});

test.each([
  ["a string", "off", '"off"'],
  ["a number", 0, "0"],
  ["null", null, "null"],
])("json is refused: %s", (_, json, shown) => {
  expect(siteFaults({ json })).toEqual([
    `${SITE} \`json\` must be true or false, got ${shown}. Leave it out for true.`,
  ]);
});

test.each([
  [
    "misspelt",
    { stauts: 404 },
    "`stauts` must not be there (there is no such field), got 404. Did you mean `status`?",
  ],
  [
    "in another case",
    { httpsredirect: "off" },
    '`httpsredirect` must not be there (there is no such field), got "off". Did you mean `httpsRedirect`?',
  ],
  [
    "an account's",
    { backend: {} },
    "`backend` must not be there (there is no such field), got {}. The fields are name, domains, page, status, httpsRedirect, retryAfter, window, timeZone, cacheSeconds, hstsSeconds, json.",
  ],
])("an unknown field is refused: %s", (_, fields, message) => {
  expect(siteFaults(fields)).toEqual([`${SITE} ${message}`]);
});
