import { isLabel, isWithin, parseDomain, parseHostName, wildcardsAbove } from "../../accounts/host-name";

const LONGEST = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.com`;

describe("a domain is accepted", () => {
  test.each([
    ["an exact name", "www.example.com", "www.example.com"],
    ["a wildcard", "*.example.com", "*.example.com"],
    ["upper case", "WWW.Example.COM", "www.example.com"],
    ["digits and hyphens", "3-1.a--b.example.com", "3-1.a--b.example.com"],
    ["a label of 63", `${"a".repeat(63)}.com`, `${"a".repeat(63)}.com`],
    ["a name of 253", LONGEST, LONGEST],
    ["below a public suffix", "*.example.co.jp", "*.example.co.jp"],
    ["a suffix that a company owns", "*.github.io", "*.github.io"],
    ["a top-level domain that nobody registered", "shop.example.internal", "shop.example.internal"],
    ["an internationalized name", "新聞.example.org", "xn--efvv70d.example.org"],
    ["an internationalized name below a wildcard", "*.新聞.example.org", "*.xn--efvv70d.example.org"],
    ["an internationalized name in upper case", "BÜCHER.example", "xn--bcher-kva.example"],
    ["A-labels", "xn--efvv70d.example.org", "xn--efvv70d.example.org"],
    ["A-labels in upper case", "XN--EFVV70D.EXAMPLE.ORG", "xn--efvv70d.example.org"],
    ["full-width forms", "ＥＸＡＭＰＬＥ．ｃｏｍ", "example.com"],
    ["an ideographic full stop", "新聞。example。org", "xn--efvv70d.example.org"],
    ["a decomposed letter, composed", "bu\u0308cher.example", "xn--bcher-kva.example"],
    ["a sharp s, as itself", "faß.example", "xn--fa-hia.example"],
  ])("%s", (_, text, value) => {
    expect(parseDomain(text)).toEqual({ value });
  });
});

describe("a domain is refused: a character that no host name has", () => {
  test.each([
    ["a double quote", 'exa"mple.com', '"\\""'],
    ["a single quote", "exa'mple.com", `"'"`],
    ["a back quote", "exa`mple.com", '"`"'],
    ["an opening brace", "exa{mple.com", '"{"'],
    ["a closing brace", "exa}mple.com", '"}"'],
    ["a semicolon", "example.com;", '";"'],
    ["a newline", "example.com\n", '"\\n"'],
    ["a carriage return", "example.com\r", '"\\r"'],
    ["a tab", "\texample.com", '"\\t"'],
    ["Terraform's interpolation", "${example}.com", '"$"'],
    ["Terraform's directive", "%{example}.com", '"%"'],
    ["a backslash", "exa\\mple.com", '"\\\\"'],
    ["a space", "exa mple.com", '" "'],
    ["a hash", "example.com#", '"#"'],
    ["a slash", "example.com/", '"/"'],
    ["a scheme", "https://example.com", '":"'],
    ["a port", "example.com:443", '":"'],
    ["a user", "user@example.com", '"@"'],
    ["a query", "example.com?", '"?"'],
    ["percent-encoding", "ex%61mple.com", '"%"'],
    ["an underscore", "exa_mple.com", '"_"'],
    ["a regular expression of nginx", "~^www.example.com$", '"~"'],
    ["an IPv6 address", "[2001:db8::1]", '"["'],
    ["NUL", "exa\0mple.com", '"\\u0000"'],
    ["a terminal's escape", "\u001b[31mexample.com", '"\\u001b"'],
    ["DEL", "exa\u007fmple.com", '"\\u007f"'],
  ])("%s", (_, text, shown) => {
    expect(parseDomain(text)).toEqual({
      rule: "must be a host name (letters, digits, hyphens and dots)",
      fix: `Take out ${shown}; a scheme, a port or a path is no part of a domain.`,
    });
  });
});

const LABELS = "must have labels of 1 to 63 letters, digits and inner hyphens";
const EMPTY_LABEL = "Take out the empty label (a dot too many).";
const IN_DNS = "must be a host name that DNS can hold";
const SPELLING = "Check its spelling, label by label.";
const WILDCARD = "must have its `*` alone and first, as in *.example.com";
const ONE_WILDCARD = "One wildcard covers every name below its domain, at any depth.";
const FULL = "must be a full host name";
const PARENT = "Write it with its parent domain, as in example.com.";
const NO_ADDRESS = "must be a name, not an IP address";
const TYPED = "Name the domain that users type.";
const SUFFIX = "must be below a public suffix, not be one itself";
const REGISTERED = "Name the domain that you registered.";

describe("a domain is refused: a name that DNS has not", () => {
  test.each([
    ["nothing", "", IN_DNS, SPELLING],
    ["nothing below a wildcard", "*.", IN_DNS, SPELLING],
    ["a C1 control", "exa\u0085mple.com", IN_DNS, SPELLING],
    ["a bidirectional control", "exa\u202emple.com", IN_DNS, SPELLING],
    ["half a surrogate pair", "exa\ud800mple.com", IN_DNS, SPELLING],
    ["a broken A-label", "xn--a.com", IN_DNS, SPELLING],
    ["a full-width slash", "example.com／a", IN_DNS, SPELLING],
    ["a full-width percent sign", "ex％61mple.com", IN_DNS, SPELLING],
    ["a full-width underscore", "a＿b.example.com", LABELS, 'Mend the label "a_b".'],
    ["a full-width asterisk", "＊.example.com", LABELS, 'Mend the label "*".'],
    ["a hyphen first", "-a.example.com", LABELS, 'Mend the label "-a".'],
    ["a hyphen last", "a-.example.com", LABELS, 'Mend the label "a-".'],
    ["a label of 64", `${"a".repeat(64)}.com`, LABELS, `Mend the label "${"a".repeat(64)}".`],
    ["a dot last", "example.com.", LABELS, EMPTY_LABEL],
    ["a full-width dot last", "example.com．", LABELS, EMPTY_LABEL],
    ["a dot first", ".example.com", LABELS, EMPTY_LABEL],
    ["two dots in a row", "www..example.com", LABELS, EMPTY_LABEL],
    ["an asterisk in the middle", "www.*.example.com", WILDCARD, ONE_WILDCARD],
    ["an asterisk within a label", "www*.example.com", WILDCARD, ONE_WILDCARD],
    ["an asterisk last", "www.example.*", WILDCARD, ONE_WILDCARD],
    ["an asterisk alone", "*", WILDCARD, ONE_WILDCARD],
    ["two asterisks", "*.*.example.com", WILDCARD, ONE_WILDCARD],
    ["a single label", "localhost", FULL, PARENT],
    ["a top-level domain", "*.com", FULL, PARENT],
    ["an IPv4 address", "192.0.2.1", NO_ADDRESS, TYPED],
    ["an IPv4 address in hexadecimal digits", "0xc0.0x00.0x02.0x01", NO_ADDRESS, TYPED],
    ["an IPv4 address in full-width forms", "１９２．０．２．１", NO_ADDRESS, TYPED],
    ["a public suffix", "co.jp", SUFFIX, REGISTERED],
    ["every name below a public suffix", "*.co.jp", SUFFIX, REGISTERED],
    ["an internationalized public suffix", "*.個人.hk", SUFFIX, REGISTERED],
  ])("%s", (_, text, rule, fix) => {
    expect(parseDomain(text)).toEqual({ rule, fix });
  });

  test.each([
    ["by one", LONGEST.replace(".com", "d.com"), 254],
    ["only as A-labels", `${"新聞.".repeat(21)}example.com`, 263],
  ])("a name over 253, %s", (_, text, length) => {
    const rule = `must be at most 253 characters long in DNS, is ${length}`;
    expect(parseDomain(text)).toEqual({ rule, fix: "Shorten it." });
  });
});

test("a host name is a domain without a wildcard", () => {
  expect(parseHostName("Sorry.example.com")).toEqual({ value: "sorry.example.com" });
  expect(parseHostName("*.example.com")).toEqual({
    rule: "must be a host name (letters, digits, hyphens and dots)",
    fix: 'Take out "*"; a scheme, a port or a path is no part of a domain.',
  });
});

test.each([
  ["a", true],
  ["domain-a", true],
  ["0", true],
  ["a".repeat(63), true],
  ["a".repeat(64), false],
  ["", false],
  ["A", false],
  ["a.b", false],
  ["-a", false],
  ["a-", false],
  ["a\n", false],
  ["新聞", false],
])("%j is a label: %p", (text, label) => {
  expect(isLabel(text)).toBe(label);
});

test.each([
  ["shop.example.com", ["*.example.com", "*.com"]],
  ["*.shop.example.com", ["*.example.com", "*.com"]],
  ["example.com", ["*.com"]],
])("%s is within %j, and neither within itself nor within a wildcard of its own", (domain, wildcards) => {
  expect(wildcardsAbove(domain)).toEqual(wildcards);
});

test.each([
  ["example.com", "example.com", true],
  ["a.b.example.com", "example.com", true],
  ["badexample.com", "example.com", false],
  ["com", "example.com", false],
  ["example.com.evil.example", "example.com", false],
])("%s is within %s: %p", (name, parent, within) => {
  expect(isWithin(name, parent)).toBe(within);
});
