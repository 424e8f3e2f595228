import {
  HSTS_METADATA,
  JSON_METADATA,
  RETRY_AFTER_METADATA,
  SITE_METADATA,
  pageMetadata,
} from "../../pages/marker";

test("a page's metadata is its site's alias and the value for Retry-After", () => {
  expect(pageMetadata({ alias: "domain-a.sorry.example.com", retryAfter: "7200" })).toEqual({
    "sorry-site": "domain-a.sorry.example.com",
    "sorry-retry-after": "7200",
  });
});

test("without a Retry-After there is no metadata for it", () => {
  expect(Object.keys(pageMetadata({ alias: "domain-a.sorry.example.com" }))).toEqual(["sorry-site"]);
});

test("a site that answers no JSON, or whose browsers are to insist on HTTPS, says so in its metadata", () => {
  const facts = { alias: "domain-a.sorry.example.com", json: false, hstsSeconds: 0 };
  expect(pageMetadata(facts)).toEqual({
    "sorry-site": "domain-a.sorry.example.com",
    "sorry-hsts": "max-age=0",
    "sorry-json": "off",
  });
  expect(pageMetadata({ ...facts, json: true, hstsSeconds: 300 })).toEqual({
    "sorry-site": "domain-a.sorry.example.com",
    "sorry-hsts": "max-age=300",
  });
});

test.each([SITE_METADATA, RETRY_AFTER_METADATA, HSTS_METADATA, JSON_METADATA])(
  "the key %s is lower case, as S3 returns it",
  (key) => {
    expect(key).toMatch(/^[a-z][a-z-]*$/);
  },
);
