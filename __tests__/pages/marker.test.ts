import { RETRY_AFTER_METADATA, SITE_METADATA, pageMetadata } from "../../pages/marker";

test("a page's metadata is its site's alias and the value for Retry-After", () => {
  expect(pageMetadata("domain-a.sorry.example.com", "7200")).toEqual({
    "sorry-site": "domain-a.sorry.example.com",
    "sorry-retry-after": "7200",
  });
});

test("without a Retry-After there is no metadata for it", () => {
  expect(Object.keys(pageMetadata("domain-a.sorry.example.com"))).toEqual(["sorry-site"]);
});

test.each([SITE_METADATA, RETRY_AFTER_METADATA])("the key %s is lower case, as S3 returns it", (key) => {
  expect(key).toMatch(/^[a-z][a-z-]*$/);
});
