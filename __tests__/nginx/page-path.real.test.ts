import { accountConfig } from "../support/platforms";
import { platformAndPages, useRequestPath } from "../support/request-path";

const sites = [
  { name: "domain-a", domains: ["example.com"], page: "illustrated", retryAfter: "2h" },
  { name: "asked", domains: ["asked.example.com"], page: "illustrated" },
  { name: "kept", domains: ["kept.example.com"], page: "illustrated" },
  { name: "domain-b", domains: ["example.net"], page: "closed", status: 404 },
];
const path = useRequestPath(platformAndPages([accountConfig({ sites })]));
beforeEach(() => {
  path.edge.forget();
});

const { document, assets } = path.page("domain-a.sorry.example.com");
const PAGE = document.bytes.toString();
const [asset] = assets;
const ASSET = `/_sorry/${asset?.path ?? ""}`;

describe("the page's own path never gives it with 200", () => {
  test("as CloudFront is asked for / instead", async () => {
    const { requests } = path.edge;
    await path.ask({ host: "asked.example.com", path: "/_sorry/index.html" });
    expect(requests.map(({ url }) => url)).toEqual(["/"]);
  });

  test.each([
    "/_sorry/index.html",
    "/_sorry/index.html?x",
    "/_sorry/index.html#x",
    `/_sorry/index.html?/..${ASSET}`,
    "//_sorry//index.html",
    "/./_sorry/./index.html",
    "/x/../_sorry/index.html",
    "/_sorry/x/../index.html",
    "/_sorry/x//../index.html",
    "/_sorry/../_sorry/index.html",
    "/%5Fsorry/index.html",
    "/_sorry%2Findex.html",
    "/_sorry/%69%6e%64%65%78%2e%68%74%6d%6c",
    "/_sorry/%2e/index.html",
    "/_sorry/x/%2e%2e/index.html",
    "/_sorry/x%2F..%2Findex.html",
    "/_sorry/index.html/",
    "/_sorry/index.html/.",
    "/_sorry/index.html%0a",
    "/_sorry/index.html%0d%0a",
    "/_sorry/index.html%20",
    "/_sorry/index.html%3Fx",
    "/_sorry/index.html%23x",
    "/_sorry/index.html;x",
    "/_sorry/%252e/index.html",
    "/_sorry/%2569ndex.html",
    "/_sorry\\index.html",
    "/_SORRY/index.html",
    "/_sorry/INDEX.HTML",
    "http://example.com/_sorry/index.html",
  ])("%s", async (spelling) => {
    const answer = await path.ask({ host: "example.com", path: spelling });
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toBe(PAGE);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["retry-after"]).toBe("7200");
  });
});

describe("the paths of the page's other forms never give them with 200", () => {
  test.each([
    "/_sorry/index-503.json",
    "/_sorry/index-503.txt",
    "/_sorry/x/../index-503.json",
    "/_sorry/index.json",
  ])("%s", async (spelling) => {
    const answer = await path.ask({ host: "example.com", path: spelling });
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toBe(PAGE);
  });
});

describe("the paths that nginx uses within itself can't be asked for", () => {
  test.each(["/./health", "/./temporary", "/%2e/health", "/.%2fhealth", "//./health", "/health"])(
    "%s is answered with the page",
    async (spelling) => {
      const answer = await path.ask({ host: "example.com", path: spelling });
      expect(answer.status).toBe(503);
      expect(answer.body.toString()).toBe(PAGE);
    },
  );
});

describe("an asset of the page", () => {
  test.each([
    ASSET,
    `${ASSET}?v=2`,
    ASSET.replace(".svg", "%2Esvg"),
    ASSET.replace("/img/", "/x/../img/"),
    ASSET.replaceAll("/", "//"),
  ])("%s comes with 200, its type, and for a minute's keeping", async (spelling) => {
    const answer = await path.ask({ host: "example.com", path: spelling });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(asset?.bytes);
    expect(answer.headers["content-type"]).toBe("image/svg+xml");
    expect(answer.headers["cache-control"]).toBe("public, max-age=60");
    expect(answer.headers["retry-after"]).toBeUndefined();
  });

  test("is asked for by its one plain path, however it was spelt, and then kept for all spellings", async () => {
    const host = "kept.example.com";
    const other = `/${ASSET.replace("/img/", "/x/../img/").replace(".svg", "%2Esvg")}?v=3`;
    for (const spelling of [other, `${ASSET}?v=4`, ASSET]) {
      expect(await path.ask({ host, path: spelling })).toMatchObject({ status: 200, body: asset?.bytes });
    }
    expect(path.edge.requests.map(({ url }) => url)).toEqual([ASSET]);
  });

  test("of another site is not this site's", async () => {
    const answer = await path.ask({ host: "example.net", path: ASSET });
    expect(answer.status).toBe(404);
  });

  test.each(["/_sorry", "/_sorry/", "/_sorry/none.png", "/_sorry/%E2%82%AC.png"])(
    "that is none, %s, is answered with the page, which nobody may keep",
    async (missing) => {
      const answer = await path.ask({ host: "example.com", path: missing });
      expect(answer.status).toBe(503);
      expect(answer.body.toString()).toBe(PAGE);
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.headers["retry-after"]).toBe("7200");
    },
  );
});
