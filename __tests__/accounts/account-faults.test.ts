import { accountFaults, faultsOf } from "../support/faults";
import { accountConfig } from "../support/platforms";

const LIST = "Write [ { … } ].";
const ACCOUNT = 'Write { "name": "corporate", "id": "111111111111", … }.';

test.each([
  ["an empty list", [], `accounts: must be a list of one account at least, got []. ${LIST}`],
  ["an account without its list", {}, `accounts: must be a list of one account at least, got {}. ${LIST}`],
  ["nothing", undefined, `accounts: must be a list of one account at least, got nothing. ${LIST}`],
  ["null", null, `accounts: must be a list of one account at least, got null. ${LIST}`],
  ["a string", "a", `accounts: must be a list of one account at least, got "a". ${LIST}`],
  ["a list of null", [null], `accounts/[0]: must be an object, got null. ${ACCOUNT}`],
  ["a list of lists", [[1]], `accounts/[0]: must be an object, got [1]. ${ACCOUNT}`],
  [
    "null after a sound account",
    [accountConfig(), null],
    `accounts/[1]: must be an object, got null. ${ACCOUNT}`,
  ],
])("%s is no platform", (_, written, message) => {
  expect(faultsOf(written)).toEqual([message]);
});

test("an account of nothing is told all that it must have", () => {
  expect(faultsOf([{}])).toEqual([
    "accounts/[0]: `name` must be 1 to 40 lower-case letters, digits and inner hyphens, a letter first, got nothing. It names the stack, as in corporate.",
    "accounts/[0]: `id` must be a string of 12 digits, got nothing. Put the id between quotes.",
    "accounts/[0]: `region` must be a region of AWS's commercial partition, got nothing. Use a code such as eu-west-1.",
    "accounts/[0]: `sorryDomain` must be a string, got nothing. Name the subdomain for aliases, as in sorry.example.com.",
    "accounts/[0]: `sites` must be a list of sites, got nothing. Write [] if there is none yet.",
  ]);
});

test.each([
  ["missing", undefined, "accounts/[0]", "nothing"],
  ["null", null, "accounts/[0]", "null"],
  ["a number", 5, "accounts/[0]", "5"],
  ["empty", "", "accounts/[0]", '""'],
  ["in upper case", "Corporate", "accounts/Corporate", '"Corporate"'],
  ["with a digit first", "1st", "accounts/1st", '"1st"'],
  ["with a hyphen last", "corporate-", "accounts/corporate-", '"corporate-"'],
  ["with a dot", "corp.orate", "accounts/corp.orate", '"corp.orate"'],
  ["with a space", "corp orate", "accounts/[0]", '"corp orate"'],
  ["a path", "../corporate", "accounts/[0]", '"../corporate"'],
  ["with a newline last", "corporate\n", "accounts/[0]", '"corporate\\n"'],
  ["41 characters long", "a".repeat(41), `accounts/${"a".repeat(41)}`, `"${"a".repeat(41)}"`],
])("a name is refused: %s", (_, name, where, shown) => {
  expect(accountFaults({ name })).toEqual([
    `${where}: \`name\` must be 1 to 40 lower-case letters, digits and inner hyphens, a letter first, got ${shown}. It names the stack, as in corporate.`,
  ]);
});

test.each([
  ["missing", undefined, "nothing"],
  ["a number", 111111111111, "111111111111"],
  ["a bigint", 111111111111n, "111111111111n"],
  ["of 11 digits", "11111111111", '"11111111111"'],
  ["of 13 digits", "1111111111111", '"1111111111111"'],
  ["with hyphens", "1111-1111-1111", '"1111-1111-1111"'],
  ["with a newline last", "111111111111\n", '"111111111111\\n"'],
  ["in full-width digits", "１".repeat(12), `"${"１".repeat(12)}"`],
])("an id is refused: %s", (_, id, shown) => {
  expect(accountFaults({ id })).toEqual([
    `accounts/corporate: \`id\` must be a string of 12 digits, got ${shown}. Put the id between quotes.`,
  ]);
});

test.each([
  ["a digit is wrong", "eu-west-9", "Did you mean eu-west-1?"],
  ["a hyphen is missing", "eu-west1", "Did you mean eu-west-1?"],
  ["it is in upper case", "AP-NORTHEAST-1", "Did you mean ap-northeast-1?"],
  ["it is an availability zone", "us-east-1a", "Did you mean us-east-1?"],
  ["it is a city", "Tokyo", "Use a code such as eu-west-1."],
  ["it belongs to another partition", "us-gov-west-1", "Use a code such as eu-west-1."],
])("a region is refused where %s", (_, region, fix) => {
  expect(accountFaults({ region })).toEqual([
    `accounts/corporate: \`region\` must be a region of AWS's commercial partition, got "${region}". ${fix}`,
  ]);
});

test.each([
  ["a number", 5, "must be a string, got 5. Name the subdomain for aliases, as in sorry.example.com."],
  [
    "a single label",
    "sorry",
    'must be a full host name, got "sorry". Write it with its parent domain, as in example.com.',
  ],
  [
    "a registered domain, which has other names than aliases below it",
    "example.co.jp",
    'must be a subdomain that holds nothing but aliases, got "example.co.jp". Choose one, as in sorry.example.co.jp.',
  ],
  [
    "a wildcard",
    "*.sorry.example.com",
    'must be a host name (letters, digits, hyphens and dots), got "*.sorry.example.com". Take out "*"; a scheme, a port or a path is no part of a domain.',
  ],
  [
    "an expression",
    "sorry.${x}.com",
    'must be a host name (letters, digits, hyphens and dots), got "sorry.${x}.com". Take out "$"; a scheme, a port or a path is no part of a domain.',
  ],
  [
    "longer than a certificate's name may be",
    `${"a".repeat(51)}.example.com`,
    `must be at most 62 characters long (ACM's limit for a wildcard), is 63, got "${"a".repeat(51)}.example.com". Choose a shorter subdomain.`,
  ],
])("a sorry domain is refused: %s", (_, sorryDomain, message) => {
  expect(accountFaults({ sorryDomain })).toEqual([`accounts/corporate: \`sorryDomain\` ${message}`]);
});

test.each([
  ["missing", undefined, "nothing"],
  ["null", null, "null"],
  ["a string", "domain-a", '"domain-a"'],
  ["an object", {}, "{}"],
])("sites are refused: %s", (_, sites, shown) => {
  expect(accountFaults({ sites })).toEqual([
    `accounts/corporate: \`sites\` must be a list of sites, got ${shown}. Write [] if there is none yet.`,
  ]);
});

test.each([
  [
    "misspelt",
    { regoin: "eu-west-1" },
    '`regoin` must not be there (there is no such field), got "eu-west-1". Did you mean `region`?',
  ],
  [
    "a site's",
    { retryAfter: "2h" },
    '`retryAfter` must not be there (there is no such field), got "2h". The fields are name, id, region, sorryDomain, zone, bucket, sites, backend, credentials, tags, quotas, fleet, loadBalancers, switch, imports.',
  ],
  [
    "no word",
    { "${x} y": 1 },
    '`["${x} y"]` must not be there (there is no such field), got 1. The fields are name, id, region, sorryDomain, zone, bucket, sites, backend, credentials, tags, quotas, fleet, loadBalancers, switch, imports.',
  ],
])("an unknown field is refused: %s", (_, fields, message) => {
  expect(accountFaults(fields)).toEqual([`accounts/corporate: ${message}`]);
});
