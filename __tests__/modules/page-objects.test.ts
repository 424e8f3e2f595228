import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Page, SorryDistribution, type SorryDistributionProps, readPage } from "../../modules";
import { HAND_GIVEN, type Resource, sitePage, synthesized, theirStack } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";

const folder = temporaryFolder();

/** A page's folder with these files, read. */
function pageOf(name: string, files: Readonly<Record<string, string>>): Page {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return readPage(join(folder, name));
}

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
const ASSET = "domain-a/_sorry/tools.svg";
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

describe("an asset's object", () => {
  it("lies beside the page, lives for minutes, and marks nothing", () => {
    const { source, etag, ...body } = siteStack().one(OBJECT, "key", ASSET).body;
    expect(body).toEqual({
      bucket: "our-pages",
      key: ASSET,
      content_type: "image/svg+xml",
      cache_control: "public, max-age=300",
      override_provider: { default_tags: { tags: {} } },
    });
    expect(etag).toBe(`\${filemd5("${String(source)}")}`);
  });

  it("has the type that its ending says, texts with their charset", () => {
    const page = pageOf("types", {
      "index.html": "<h1>Sorry</h1>",
      "css/style.css": "h1 {}",
      "app.js": "void 0;",
      "logo.png": "png",
      "photo.jpg": "jpg",
      "font.woff2": "woff2",
      "data.json": "{}",
      "notes.txt": "text",
    });
    const objects = siteStack({ page }).all(OBJECT);
    expect(Object.fromEntries(objects.map(({ body }) => [body["key"], body["content_type"]]))).toEqual({
      "domain-a/_sorry/index.html": "text/html; charset=utf-8",
      "domain-a/_sorry/css/style.css": "text/css; charset=utf-8",
      "domain-a/_sorry/app.js": "text/javascript; charset=utf-8",
      "domain-a/_sorry/logo.png": "image/png",
      "domain-a/_sorry/photo.jpg": "image/jpeg",
      "domain-a/_sorry/font.woff2": "font/woff2",
      "domain-a/_sorry/data.json": "application/json; charset=utf-8",
      "domain-a/_sorry/notes.txt": "text/plain; charset=utf-8",
    });
  });

  it("is told from others whose names differ in punctuation or case only", () => {
    const files = ["a/b.svg", "a--b.svg", "a-b.svg", "a.b.svg", "a_b.svg", "A/b.svg", "a/B.svg", "page.svg"];
    const page = pageOf("alike", {
      "index.html": "<h1>Sorry</h1>",
      ...Object.fromEntries(files.map((file) => [file, file])),
    });
    const stack = siteStack({ page });
    const objects = stack.all(OBJECT).filter(({ body }) => body["key"] !== PAGE);
    expect(keys(objects)).toEqual(files.map((file) => `domain-a/_sorry/${file}`).sort());
    // Each uploads its own content.
    for (const { body } of objects) {
      const content = readFileSync(join(stack.folder, String(body["source"])), "utf8");
      expect(`domain-a/_sorry/${content}`).toBe(body["key"]);
    }
  });
});

describe("what is uploaded", () => {
  it("is a copy in the stack's folder, named by a path relative to it, so that a remote run has it too", () => {
    const stack = siteStack();
    const objects = stack.all(OBJECT);
    expect(keys(objects)).toEqual([PAGE, ASSET]);
    const page = sitePage("maintenance");
    for (const file of [page.document, ...page.assets]) {
      const { body } = stack.one(OBJECT, "key", `domain-a/_sorry/${file.path}`);
      const source = String(body["source"]);
      expect(source).toMatch(/^assets\//);
      expect(readFileSync(join(stack.folder, source))).toEqual(readFileSync(file.source));
    }
  });
});
