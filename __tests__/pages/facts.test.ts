import { factsOf } from "../../pages/facts";
import { accountConfig, platformOf, sitesOf } from "../support/platforms";

const factsFor = (fields: object) => {
  const sites = [{ name: "a", domains: ["*.xn--efvv70d.example.org", "b.example.org"], ...fields }];
  const [site] = sitesOf(platformOf([accountConfig({ sites })]));
  if (site === undefined) throw new Error("There is no site.");
  return factsOf(site);
};

test("a site's domain is its first, as people read it", () => {
  expect(factsFor({})).toEqual({ status: 503, domain: "新聞.example.org" });
});

test("what a site says of its times is kept", () => {
  const window = { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" };
  expect(factsFor({ status: 404, window, timeZone: "Asia/Tokyo", retryAfter: "2h" })).toEqual({
    status: 404,
    domain: "新聞.example.org",
    ...{ window, timeZone: "Asia/Tokyo", retryAfter: "2h" },
  });
});
