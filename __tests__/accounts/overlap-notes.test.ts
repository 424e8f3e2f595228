import { accountConfig, platformOf } from "../support/platforms";

/** Sites of one account, by name. */
const notesOf = (sites: Record<string, readonly string[]>) =>
  platformOf([accountConfig({ sites: Object.entries(sites).map(([name, domains]) => ({ name, domains })) })])
    .notes;

test.each<[string, Record<string, readonly string[]>, string[]]>([
  [
    "an exact domain within another site's wildcard",
    { all: ["*.example.com"], shop: ["shop.example.com"] },
    ["shop.example.com goes to site corporate/shop, the rest of *.example.com to corporate/all."],
  ],
  [
    "whichever comes first",
    { shop: ["shop.example.com"], all: ["*.example.com"] },
    ["shop.example.com goes to site corporate/shop, the rest of *.example.com to corporate/all."],
  ],
  [
    "a wildcard within another site's wildcard",
    { all: ["*.example.com"], shop: ["*.shop.example.com"] },
    ["*.shop.example.com goes to site corporate/shop, the rest of *.example.com to corporate/all."],
  ],
  [
    "a domain several labels below the wildcard",
    { all: ["*.example.com"], shop: ["a.b.shop.example.com"] },
    ["a.b.shop.example.com goes to site corporate/shop, the rest of *.example.com to corporate/all."],
  ],
  [
    "only the nearest of several wildcards",
    { all: ["*.example.com"], shop: ["*.shop.example.com"], till: ["till.shop.example.com"] },
    [
      "*.shop.example.com goes to site corporate/shop, the rest of *.example.com to corporate/all.",
      "till.shop.example.com goes to site corporate/till, the rest of *.shop.example.com to corporate/shop.",
    ],
  ],
  [
    "a wildcard, and not of the domains within it of the same site",
    { all: ["*.example.com"], shop: ["*.shop.example.com", "till.shop.example.com"] },
    ["*.shop.example.com goes to site corporate/shop, the rest of *.example.com to corporate/all."],
  ],
])("a note tells of %s", (_, sites, notes) => {
  expect(notesOf(sites)).toEqual(notes);
});

test.each<[string, Record<string, readonly string[]>]>([
  ["a domain within its own site's wildcard", { all: ["*.example.com", "shop.example.com"] }],
  ["the domain that stands above a wildcard", { all: ["*.example.com"], top: ["example.com"] }],
  ["a name that only ends alike", { all: ["*.example.com"], other: ["an-example.com"] }],
  ["domains that have nothing to do with each other", { a: ["example.com"], b: ["example.org"] }],
])("no note tells of %s", (_, sites) => {
  expect(notesOf(sites)).toEqual([]);
});

test("a note tells of two accounts, too", () => {
  const { notes } = platformOf([
    accountConfig({}, { domains: ["*.example.com"] }),
    accountConfig(
      { name: "media", id: "222222222222", sorryDomain: "sorry.example.net" },
      { name: "shop", domains: ["shop.example.com"] },
    ),
  ]);
  expect(notes).toEqual([
    "shop.example.com goes to site media/shop, the rest of *.example.com to corporate/domain-a.",
  ]);
});
