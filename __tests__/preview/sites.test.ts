import { meantHost, previewAccounts, previewUrl } from "../../preview/sites";
import { ownArtifacts } from "../support/artifacts";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();

test("every domain of every site is listed, exact names first, wildcards by one of their names", () => {
  const accounts = previewAccounts(ownArtifacts(folder));
  expect(accounts.map(({ name, id, region }) => [name, id, region])).toEqual([
    ["corporate", "111111111111", "ap-northeast-1"],
    ["media", "222222222222", "eu-west-1"],
  ]);
  const hosts = accounts.flatMap(({ sites }) =>
    sites.map(({ account, name, alias, domains }) => [
      `${account}/${name}`,
      alias,
      domains.map(({ host }) => host),
    ]),
  );
  expect(hosts).toEqual([
    ["corporate/domain-a", "domain-a.sorry.example.com", ["example.com", "anything.example.com"]],
    [
      "corporate/domain-b",
      "domain-b.sorry.example.com",
      ["example.net", "old.example.org", "www.example.net"],
    ],
    ["media/shimbun", "shimbun.sorry.media.example.com", ["shimbun.example.org", "xn--efvv70d.example.org"]],
    ["media/shop", "shop.sorry.media.example.com", ["shop.example.com"]],
  ]);
});

test("an internationalized domain and a wildcard are shown as people write them", () => {
  const accounts = previewAccounts(ownArtifacts(folder));
  const shown = accounts.flatMap(({ sites }) =>
    sites.flatMap(({ domains }) => domains.map((domain) => domain.shown)),
  );
  expect(shown).toEqual(expect.arrayContaining(["新聞.example.org", "*.example.com"]));
});

test("a host's page is below localhost, at the preview's port", () => {
  expect(previewUrl("example.com", 8000)).toBe("http://example.com.localhost:8000/");
  expect(previewUrl("example.com", 80, "/a?b")).toBe("http://example.com.localhost:80/a?b");
});

test.each([
  ["example.com.localhost:8000", "example.com"],
  ["EXAMPLE.com.LocalHost", "example.com"],
  ["a.b.example.com.localhost.:1", "a.b.example.com"],
  ["example.com", "example.com"],
  ["example.com:8000", "example.com"],
  ["localhost.example.com", "localhost.example.com"],
  ["notlocalhost", "notlocalhost"],
])("who asks for %s means %s", (asked, meant) => {
  expect(meantHost(asked)).toBe(meant);
});
