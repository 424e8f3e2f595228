import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SorryDistribution, type SorryDistributionProps } from "../../modules";
import { htmlPage, pageFolders } from "../support/pages";
import { HAND_GIVEN, type Resource, sitePage, synthesized, theirStack } from "../support/synthesized";

const { build } = pageFolders();

/** Too large to go into the page. */
const photo = (text: string) => Buffer.concat([Buffer.from(text), Buffer.alloc(5000)]);

function siteStack(props: Partial<SorryDistributionProps> = {}) {
  const theirs = theirStack();
  new SorryDistribution(theirs.stack, "site", {
    shared: HAND_GIVEN,
    siteName: "domain-a",
    page: sitePage("maintenance"),
    ...props,
  });
  return synthesized(theirs.stack);
}

const OBJECT = "aws_s3_object";
const PAGE = "domain-a/_sorry/index.html";
const [TEXT, JSON_FORM] = ["domain-a/_sorry/index-503.txt", "domain-a/_sorry/index-503.json"];
const keys = (objects: readonly Resource[]) => objects.map(({ body }) => body["key"]).sort();

describe("the page object", () => {
  it("carries the site's marker, and lives as long as the error", () => {
    const { source, etag, ...body } = siteStack().one(OBJECT, "key", PAGE).body;
    expect(body).toEqual({
      bucket: "our-pages",
      key: PAGE,
      content_type: "text/html; charset=utf-8",
      cache_control: "max-age=10",
      metadata: { "sorry-site": "domain-a.sorry.example.com" },
      override_provider: { default_tags: { tags: {} } },
    });
    expect(etag).toBe(`\${filemd5("${String(source)}")}`);
  });

  it("lives as long as a chosen cache time", () => {
    expect(siteStack({ cacheSeconds: 30 }).one(OBJECT, "key", PAGE).body["cache_control"]).toBe("max-age=30");
  });

  it.each([
    ["a duration as seconds", "1d12h", "129600"],
    ["an instant as an HTTP date", "2026-12-01T06:00:00+09:00", "Mon, 30 Nov 2026 21:00:00 GMT"],
  ])("carries Retry-After, %s", (_, retryAfter, header) => {
    expect(siteStack({ retryAfter }).one(OBJECT, "key", PAGE).body["metadata"]).toEqual({
      "sorry-site": "domain-a.sorry.example.com",
      "sorry-retry-after": header,
    });
  });
});

describe("the page's other forms", () => {
  it.each([
    ["plain text", TEXT, "text/plain; charset=utf-8"],
    ["JSON", JSON_FORM, "application/json"],
  ])(
    "lie beside it under a name of the status, live as long, and carry the site's mark: %s",
    (_, key, content_type) => {
      const { source, etag, ...body } = siteStack({ cacheSeconds: 30 }).one(OBJECT, "key", key).body;
      expect(body).toEqual({
        bucket: "our-pages",
        key,
        content_type,
        cache_control: "max-age=30",
        metadata: { "sorry-site": "domain-a.sorry.example.com" },
        lifecycle: { create_before_destroy: true },
        override_provider: { default_tags: { tags: {} } },
      });
      expect(etag).toBe(`\${filemd5("${String(source)}")}`);
    },
  );

  it("are without JSON where the site answers none", () => {
    expect(keys(siteStack({ json: false }).all(OBJECT))).toEqual([TEXT, PAGE]);
  });
});

describe("an asset's object", () => {
  const page = build({
    "index.html": htmlPage('<img src="img/photo.jpg" alt="">'),
    "img/photo.jpg": photo("1"),
  });
  const [asset] = page.assets;
  const key = `domain-a/_sorry/${asset?.path ?? ""}`;

  it("lies beside the page under a name of its content, lives for ever, and marks nothing", () => {
    const { source, etag, ...body } = siteStack({ page }).one(OBJECT, "key", key).body;
    expect(key).toMatch(/^domain-a\/_sorry\/img\/photo-[0-9a-f]{10}\.jpg$/);
    expect(body).toEqual({
      bucket: "our-pages",
      key,
      content_type: "image/jpeg",
      cache_control: "public, max-age=31536000, immutable",
      lifecycle: { create_before_destroy: true },
      override_provider: { default_tags: { tags: {} } },
    });
    expect(etag).toBe(`\${filemd5("${String(source)}")}`);
  });

  it("is there before the page that names it", () => {
    const stack = siteStack({ page });
    expect(stack.one(OBJECT, "key", PAGE).body["depends_on"]).toEqual([
      stack.one(OBJECT, "key", key).address,
    ]);
  });

  it("keeps its address when its content changes", () => {
    const changed = build({
      "index.html": htmlPage('<img src="img/photo.jpg" alt="">'),
      "img/photo.jpg": photo("2"),
    });
    expect(changed.assets[0]?.path).not.toBe(asset?.path);
    expect(siteStack({ page: changed }).addresses).toEqual(siteStack({ page }).addresses);
  });

  it("is told from others whose names differ in punctuation or case only", () => {
    const files = ["a/b.jpg", "a--b.jpg", "a-b.jpg", "a.b.jpg", "a_b.jpg", "A/b.jpg", "a/B.jpg", "page.jpg"];
    const stack = siteStack({
      page: build({
        "index.html": htmlPage(files.map((file) => `<img src="${file}" alt="">`).join("")),
        ...Object.fromEntries(files.map((file) => [file, photo(file)])),
      }),
    });
    const objects = stack.all(OBJECT).filter(({ body }) => body["content_type"] === "image/jpeg");
    // Each uploads its own content.
    const uploaded = objects.map(({ body }) => {
      const content = readFileSync(join(stack.folder, String(body["source"])), "utf8").replaceAll("\0", "");
      expect(String(body["key"]).replace(/-[0-9a-f]{10}(?=\.jpg$)/, "")).toBe(`domain-a/_sorry/${content}`);
      return content;
    });
    expect(uploaded.sort()).toEqual(files.sort());
  });
});

describe("what is uploaded", () => {
  it("is beside the stack, named by a path relative to it, so that a remote run has it too", () => {
    const stack = siteStack();
    const page = sitePage("maintenance");
    expect(keys(stack.all(OBJECT))).toEqual([PAGE, JSON_FORM, TEXT].sort());
    for (const { path, bytes, md5 } of [page.document, page.json, page.text]) {
      const source = String(stack.one(OBJECT, "key", `domain-a/_sorry/${path}`).body["source"]);
      expect(source).toBe(`assets/${md5}/${path}`);
      expect(readFileSync(join(stack.folder, source))).toEqual(bytes);
    }
  });

  it("changes for the page's own site alone, and there the page's objects alone, when the page does", () => {
    const theirs = (text: string) => {
      const { stack } = theirStack();
      for (const siteName of ["domain-a", "domain-b"]) {
        const page = siteName === "domain-a" ? build({ "index.html": htmlPage(text) }) : sitePage("closed");
        new SorryDistribution(stack, siteName, { shared: HAND_GIVEN, siteName, page });
      }
      return synthesized(stack);
    };
    const [before, after] = [theirs("<p>Sorry</p>"), theirs("<p>Very sorry</p>")];
    const types = Object.keys(before.json.resource ?? {});
    const changed = types.flatMap((type) =>
      after.all(type).filter(({ address, body }) => {
        const old = before.all(type).find((resource) => resource.address === address);
        return JSON.stringify(old?.body) !== JSON.stringify(body);
      }),
    );
    expect(after.addresses).toEqual(before.addresses);
    expect(changed.map(({ body }) => body["key"])).toEqual([PAGE]);
  });
});
