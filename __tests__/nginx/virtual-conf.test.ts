import type { Platform, Site } from "../../accounts/types";
import { virtualConf } from "../../nginx/virtual-conf";
import { accountConfig, manySites, platformOf } from "../support/platforms";
import { readVirtualConf } from "../support/virtual-conf";

const site = (name: string, domains: readonly string[], more: object = {}) => ({ name, domains, ...more });
const media = (more: object = {}) =>
  accountConfig({
    name: "media",
    id: "222222222222",
    sorryDomain: "sorry.example.net",
    sites: [site("blog", ["blog.example.net"]), site("shop", ["shop.example.com", "*.shop.example.com"])],
    ...more,
  });

describe("the table of domains", () => {
  test("has a row for each domain of each site of each account, with the site's alias", () => {
    const { domains } = readVirtualConf(virtualConf(platformOf([accountConfig(), media()])));
    expect(domains).toEqual([
      ["*.example.com", "domain-a.sorry.example.com"],
      ["example.com", "domain-a.sorry.example.com"],
      ["blog.example.net", "blog.sorry.example.net"],
      ["*.shop.example.com", "shop.sorry.example.net"],
      ["shop.example.com", "shop.sorry.example.net"],
    ]);
  });

  test("has A-labels for internationalized domains", () => {
    const { domains } = readVirtualConf(
      virtualConf(platformOf([accountConfig({}, { domains: ["*.新聞.example.org", "BÜCHER.example"] })])),
    );
    expect(domains.map(([domain]) => domain)).toEqual(["*.xn--efvv70d.example.org", "xn--bcher-kva.example"]);
  });

  test("says of every site whose it is, above its rows", () => {
    const lines = virtualConf(platformOf([accountConfig(), media()])).split("\n");
    expect(lines[lines.indexOf("    # media/blog") + 1]).toBe(
      "    blog.example.net  blog.sorry.example.net;",
    );
    expect(lines).toContain("    # corporate/domain-a");
    expect(lines).toContain("    # media/shop");
  });

  test("does not depend on the order of accounts, sites and domains", () => {
    const [a, b] = [accountConfig(), media()];
    const reversed = [b, a].map((account) => ({
      ...account,
      sites: [...account.sites].reverse().map(({ domains, ...rest }) => ({
        ...rest,
        domains: [...domains].reverse(),
      })),
    }));
    expect(virtualConf(platformOf(reversed))).toBe(virtualConf(platformOf([a, b])));
  });

  test("has an alias that no DNS knows for a Host that is no site's", () => {
    for (const accounts of [[accountConfig()], [accountConfig({ sites: [] })]]) {
      expect(readVirtualConf(virtualConf(platformOf(accounts))).unknownAlias).toBe("unknown.invalid");
    }
  });

  test("of an account without sites is empty, and still two maps", () => {
    const { domains, redirects } = readVirtualConf(virtualConf(platformOf([accountConfig({ sites: [] })])));
    expect({ domains, redirects }).toEqual({ domains: [], redirects: [] });
  });
});

describe("the table of redirects", () => {
  test("names just the sites whose redirect is not the permanent one", () => {
    const sites = [
      site("a", ["a.example.com"], { httpsRedirect: "temporary" }),
      site("b", ["b.example.com"], { httpsRedirect: "permanent" }),
      site("c", ["c.example.com"], { httpsRedirect: "off" }),
      site("d", ["d.example.com"]),
    ];
    expect(readVirtualConf(virtualConf(platformOf([accountConfig({ sites })]))).redirects).toEqual([
      ["a.sorry.example.com", "temporary"],
      ["c.sorry.example.com", "off"],
    ]);
  });
});

describe("the sizes of nginx's hash tables", () => {
  test("are two buckets a name at least, in powers of two, and never less than nginx's own", () => {
    const sizes = [1, 500, 5_000].map((count) => {
      const { maxSize, domains } = readVirtualConf(virtualConf(platformOf(manySites(count))));
      return [domains.length, maxSize];
    });
    // Of each row nginx keeps the domain and, in the table of redirects, at most one alias.
    expect(sizes).toEqual([
      [2, 2048],
      [1_000, 4096],
      [10_000, 65_536],
    ]);
  });

  test.each([
    ["short names have two cache lines", "example.com", 128],
    [
      "names of 110 characters, the last that fit there",
      `${"a".repeat(49)}.${"b".repeat(48)}.example.com`,
      128,
    ],
    ["one character more", `${"a".repeat(49)}.${"b".repeat(49)}.example.com`, 192],
    [
      "253 characters, DNS's limit",
      `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(49)}.example.com`,
      320,
    ],
  ])("the bucket holds the longest name: %s", (_, domain, bucketSize) => {
    const conf = virtualConf(platformOf([accountConfig({}, { domains: [domain] })]));
    expect(readVirtualConf(conf).bucketSize).toBe(bucketSize);
  });

  test("the bucket holds the longest alias, too", () => {
    const sorryDomain = `sorry.${"s".repeat(44)}.example.com`;
    const conf = virtualConf(platformOf([accountConfig({ sorryDomain }, { name: "n".repeat(63) })]));
    expect(readVirtualConf(conf).bucketSize).toBe(192);
  });
});

describe("a platform made by hand", () => {
  const platform = platformOf([accountConfig()]);
  const [account] = platform.accounts;
  const withSite = (change: Partial<Site>): Platform => ({
    ...platform,
    accounts: (account === undefined ? [] : [account]).map((sound) => ({
      ...sound,
      sites: sound.sites.map((sound) => ({ ...sound, ...change })),
    })),
  });

  test("that is sound is taken", () => {
    expect(readVirtualConf(virtualConf(withSite({ domains: ["a.example.com"] }))).domains).toHaveLength(1);
  });

  test.each<[string, Partial<Site>]>([
    ["a domain that ends its row", { domains: ["a.example.com x; b.example.com"] }],
    ["a domain that ends the map", { domains: ["a.example.com}"] }],
    ["a domain with a line feed", { domains: ["a.example.com\n"] }],
    ["a domain with a carriage return", { domains: ["a\r.example.com"] }],
    ["a domain that is a variable", { domains: ["$host"] }],
    ["a domain that is a regular expression", { domains: ["~^.*$"] }],
    ["a domain with a quote", { domains: ['"a.example.com"'] }],
    ["a domain with a comment", { domains: ["#a.example.com"] }],
    ["an upper-case domain, which nginx would never find", { domains: ["A.example.com"] }],
    ["a wildcard in the middle", { domains: ["a.*.example.com"] }],
    ["an empty domain", { domains: [""] }],
    ["an alias that ends its row", { alias: "x;" }],
    ["an alias with a space", { alias: "a b" }],
    ["an account's name that ends its comment", { account: "x\ninclude /etc/passwd;" }],
    ["a site's name that ends its comment", { name: "x\n}" }],
  ])("with %s is refused", (_, change) => {
    const hostile = Object.values(change).flat()[0] as string;
    expect(() => virtualConf(withSite(change))).toThrow(
      `${JSON.stringify(hostile)} is no host name; it can't go into virtual.conf.`,
    );
  });
});
