import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SITE_CONTENT } from "../support/platforms";
import { useRequestPath } from "../support/request-path";

const path = useRequestPath();
beforeEach(() => {
  path.edge.forget();
});

const PAGE = readFileSync(join(SITE_CONTENT, "maintenance", "index.html"), "utf8");

describe("the page's own path never gives it with 200", () => {
  test("as CloudFront is asked for / instead", async () => {
    const { requests } = path.edge;
    await path.ask({ host: "shop.example.com", path: "/_sorry/index.html" });
    expect(requests.map(({ url }) => url)).toEqual(["/"]);
  });

  test.each([
    "/_sorry/index.html",
    "/_sorry/index.html?x",
    "/_sorry/index.html#x",
    "/_sorry/index.html?/../tools.svg",
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
  const asset = readFileSync(join(SITE_CONTENT, "maintenance", "tools.svg"));

  test.each([
    "/_sorry/tools.svg",
    "/_sorry/tools.svg?v=2",
    "/_sorry/tools%2Esvg",
    "/_sorry/x/../tools.svg",
    "//_sorry//tools.svg",
  ])("%s comes with 200, its type, and for a minute's keeping", async (spelling) => {
    const answer = await path.ask({ host: "example.com", path: spelling });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(asset);
    expect(answer.headers["content-type"]).toBe("image/svg+xml");
    expect(answer.headers["cache-control"]).toBe("public, max-age=60");
    expect(answer.headers["retry-after"]).toBeUndefined();
  });

  test("is asked for by its one plain path, however it was spelt, and then kept for all spellings", async () => {
    const host = "xn--efvv70d.example.org";
    for (const spelling of ["//_sorry/x/../tools%2Esvg?v=3", "/_sorry/tools.svg?v=4", "/_sorry/tools.svg"]) {
      expect(await path.ask({ host, path: spelling })).toMatchObject({ status: 200, body: asset });
    }
    expect(path.edge.requests.map(({ url }) => url)).toEqual(["/_sorry/tools.svg"]);
  });

  test("of another site is not this site's", async () => {
    const answer = await path.ask({ host: "example.net", path: "/_sorry/tools.svg" });
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
