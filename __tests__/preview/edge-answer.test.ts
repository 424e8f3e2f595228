import type { Distribution } from "../../preview/distribution";
import { EdgeLocation, type ViewerRequest } from "../../preview/edge-answer";
import { MemoryStore, distribution, storedObject } from "../support/distributions";

const PAGE = storedObject(`<h1>Sorry</h1>${"<p>Really.</p>".repeat(100)}`);
const ASSET = storedObject("<svg/>", { contentType: "image/svg+xml", cacheControl: "public, max-age=300" });
const KEYS = { page: "domain-a/_sorry/index.html", asset: "domain-a/_sorry/logo.svg" };

let now: number;
let store: MemoryStore;
let edge: EdgeLocation;
beforeEach(() => {
  now = Date.parse("2026-11-02T00:00:00Z");
  store = new MemoryStore({ [KEYS.page]: PAGE, [KEYS.asset]: ASSET });
  edge = new EdgeLocation(store, () => now);
});

const get = (url: string, more: Partial<ViewerRequest> = {}, site: Distribution | null = distribution()) =>
  edge.answer(site ?? undefined, {
    ...{ method: "GET", url, host: "domain-a.sorry.example.com", isSecure: true, headers: {} },
    ...more,
  });
const pass = (seconds: number) => (now += seconds * 1000);

describe("a path that no object has", () => {
  test.each(["/", "/any/path", "/?query", "/domain-a", "/%E6%96%B0", "/_sorry/"])(
    "%s is answered with the page under the distribution's status",
    async (url) => {
      const { status, body } = await get(url);
      expect([status, body]).toEqual([503, PAGE.body]);
    },
  );

  test("carries the page object's headers and CloudFront's, as an error", async () => {
    const { headers } = await get("/");
    expect(headers).toMatchObject({
      Server: "AmazonS3",
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "max-age=10",
      ETag: PAGE.etag,
      "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT",
      "x-amz-meta-sorry-site": "domain-a.sorry.example.com",
      "X-Cache": "Error from cloudfront",
    });
    expect(headers["Via"]).toMatch(/^1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/);
    expect(headers).toHaveProperty("X-Amz-Cf-Id");
    expect(headers).not.toHaveProperty("Age");
  });

  test("is the page with 200 where the distribution says so, and still an error to CloudFront", async () => {
    const rule = {
      errorCode: 404,
      responseCode: 200,
      responsePagePath: "/_sorry/index.html",
      errorCachingMinTtl: 10,
    };
    const { status, headers } = await get("/", {}, distribution({ customErrorResponses: [rule] }));
    expect([status, headers["X-Cache"]]).toEqual([200, "Error from cloudfront"]);
  });

  test("is S3's own error where the distribution has no page for it", async () => {
    const { status, headers, body } = await get("/none", {}, distribution({ customErrorResponses: [] }));
    expect([status, headers["Server"], headers["Content-Type"]]).toEqual([
      404,
      "AmazonS3",
      "application/xml",
    ]);
    expect(body.toString()).toContain("<Code>NoSuchKey</Code>");
  });

  test("keeps the origin's status where the rule sets only how long it is kept", async () => {
    const customErrorResponses = [{ errorCode: 404, errorCachingMinTtl: 60 }];
    const site = distribution({ customErrorResponses });
    expect(await get("/none", {}, site)).toMatchObject({ status: 404 });
    pass(59);
    await get("/none", {}, site);
    expect(store.asked).toEqual(["domain-a/none"]);
  });
});

describe("what is kept", () => {
  const asksOf = async (...steps: readonly (readonly [string, number])[]) => {
    for (const [url, seconds] of steps) {
      await get(url);
      pass(seconds);
    }
    return store.asked;
  };

  test("an error for the distribution's minimum, with its page", async () => {
    await get("/");
    pass(9.9);
    const { headers } = await get("/");
    expect([headers["Age"], headers["X-Cache"]]).toEqual(["9", "Error from cloudfront"]);
    expect(store.asked).toEqual(["domain-a/", KEYS.page]);
    pass(0.1);
    await get("/");
    expect(store.asked).toEqual(["domain-a/", KEYS.page, "domain-a/", KEYS.page]);
  });

  test("each path's error by itself, the page once for all of them", async () => {
    expect(await asksOf(["/a", 1], ["/b", 1])).toEqual(["domain-a/a", KEYS.page, "domain-a/b"]);
  });

  test("queries, cookies and headers make no difference", async () => {
    await get("/a?1", { headers: { cookie: "a=1" } });
    await get("/a?2", { headers: { cookie: "a=2", "user-agent": "other" } });
    expect(store.asked).toEqual(["domain-a/a", KEYS.page]);
  });

  test("a page that was changed is seen when its own time and the error's are over", async () => {
    await get("/a");
    store.objects.set(KEYS.page, storedObject("changed"));
    pass(5);
    expect((await get("/b")).body).toEqual(PAGE.body);
    pass(10);
    expect((await get("/b")).body.toString()).toBe("changed");
  });

  test("a 403 is not, as S3 sends no max-age with it: every request reaches S3", async () => {
    store.missing = "AccessDenied";
    expect(await get("/")).toMatchObject({ status: 503, body: PAGE.body });
    await get("/");
    expect(store.asked).toEqual(["domain-a/", KEYS.page, "domain-a/"]);
  });

  test("an object as long as it says, then it is asked for again and found unchanged", async () => {
    expect((await get("/_sorry/logo.svg")).headers["X-Cache"]).toBe("Miss from cloudfront");
    pass(299);
    const hit = await get("/_sorry/logo.svg");
    expect([hit.headers["X-Cache"], hit.headers["Age"]]).toEqual(["Hit from cloudfront", "299"]);
    pass(1);
    expect((await get("/_sorry/logo.svg")).headers["X-Cache"]).toBe("RefreshHit from cloudfront");
    expect(store.asked).toEqual([KEYS.asset, KEYS.asset]);
  });

  test("another distribution's objects are its own", async () => {
    await get("/_sorry/logo.svg");
    await get("/_sorry/logo.svg", {}, distribution({ id: "E2" }));
    expect(store.asked).toHaveLength(2);
  });

  test("nothing after an invalidation", async () => {
    await get("/_sorry/logo.svg");
    edge.invalidate();
    expect((await get("/_sorry/logo.svg")).headers["X-Cache"]).toBe("Miss from cloudfront");
  });

  test("what was good, when S3 can't be asked any more", async () => {
    await get("/_sorry/logo.svg");
    pass(1000);
    store.failure = new Error("unreachable");
    expect(await get("/_sorry/logo.svg")).toMatchObject({ status: 200, body: ASSET.body });
    await expect(get("/_sorry/other.svg")).rejects.toThrow("unreachable");
  });

  test("nothing under the policy CachingDisabled, errors included", async () => {
    const site = distribution({ cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" });
    await get("/", {}, site);
    await get("/", {}, site);
    expect(store.asked).toHaveLength(4);
  });
});

describe("a page object that is missing", () => {
  test("gives viewers S3's error for the page", async () => {
    store.objects.delete(KEYS.page);
    const { status, headers } = await get("/");
    expect([status, headers["Content-Type"]]).toEqual([404, "application/xml"]);
  });

  test("is found when it is put back, once the error's time is over", async () => {
    store.objects.delete(KEYS.page);
    await get("/");
    store.objects.set(KEYS.page, PAGE);
    pass(9);
    expect(await get("/")).toMatchObject({ status: 404 });
    pass(1);
    expect(await get("/")).toMatchObject({ status: 503, body: PAGE.body });
  });
});

describe("what CloudFront answers by itself, with Server: CloudFront", () => {
  const own = (status: number) => ({
    status,
    headers: expect.objectContaining({ Server: "CloudFront", "X-Cache": "Error from cloudfront" }) as object,
  });

  test("a host that is no distribution's alias: 403", async () => {
    expect(await get("/", {}, null)).toMatchObject(own(403));
  });

  test("a distribution that is disabled: 403", async () => {
    expect(await get("/", {}, distribution({ enabled: false }))).toMatchObject(own(403));
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])(
    "a method that is not allowed, %s: 403",
    async (method) => {
      expect(await get("/", { method })).toMatchObject(own(403));
      expect(store.asked).toEqual([]);
    },
  );

  test("plain HTTP where only HTTPS is allowed: 403", async () => {
    expect(await get("/", { isSecure: false })).toMatchObject(own(403));
  });

  test("plain HTTP where it redirects: to the same URL over HTTPS", async () => {
    const site = distribution({ viewerProtocolPolicy: "redirect-to-https" });
    const { status, headers } = await get("/a?b", { isSecure: false }, site);
    expect([status, headers["Location"]]).toEqual([301, "https://domain-a.sorry.example.com/a?b"]);
  });

  test("plain HTTP where all is allowed is answered", async () => {
    const site = distribution({ viewerProtocolPolicy: "allow-all" });
    expect(await get("/", { isSecure: false }, site)).toMatchObject({ status: 503 });
  });
});

describe("the origin", () => {
  test("an anonymous reader, without an origin access control, may read nothing", async () => {
    const origin = { ...distribution().origin, hasAccessControl: false };
    expect(await get("/_sorry/logo.svg", {}, distribution({ origin }))).toMatchObject({ status: 403 });
  });

  test("a bucket's root is a listing, where a distribution has no folder of its own", async () => {
    const origin = { ...distribution().origin, path: "" };
    const { status, body } = await get("/", {}, distribution({ origin }));
    expect([status, body.toString()]).toEqual([200, expect.stringContaining("ListBucketResult")]);
  });

  test("a default root object is what / gives, with 200", async () => {
    const site = distribution({ defaultRootObject: "_sorry/index.html" });
    expect(await get("/", {}, site)).toMatchObject({ status: 200, body: PAGE.body });
  });

  test("keys are decoded once", async () => {
    await get("/_sorry/%6Cogo%2Esvg");
    await get("/_sorry/%256Cogo.svg");
    expect(store.asked.filter((key) => key !== KEYS.page)).toEqual([
      KEYS.asset,
      "domain-a/_sorry/%6Cogo.svg",
    ]);
  });

  test.each(["/%", "/%zz", `/${"k".repeat(1025)}`])(
    "a path that can be no key is 400 without a question",
    async (url) => {
      expect(await get(url)).toMatchObject({ status: 400 });
      expect(store.asked).toEqual([]);
    },
  );
});
