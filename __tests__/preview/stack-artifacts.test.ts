import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoredObject } from "../../preview/distribution";
import { type StackArtifacts, joinStores, readStack } from "../../preview/stack-artifacts";
import { writeFiles } from "../support/files";
import { accountConfig } from "../support/platforms";
import { ownPlatform, platformAndPages } from "../support/request-path";
import { stacksOf } from "../support/stacks";
import { accountStack } from "../support/synthesized";
import { temporaryFolder } from "../support/temporary-folder";

const MEDIA = "arn:aws:cloudfront::222222222222:distribution/E1";
const BUCKET = "pages-sorry-media-example-com-222222222222";
const folder = temporaryFolder();

const own = ownPlatform();
let stacks: readonly StackArtifacts[];
let media: StackArtifacts;
beforeAll(() => {
  stacks = stacksOf(own);
  const found = stacks.find(({ account }) => account === "media");
  if (found === undefined) throw new Error("no media");
  media = found;
});

test("every account's stack is read: who it is, its sites and its DNS", () => {
  expect(
    stacks.map(({ account, accountId, region, sites, dnsNames }) => ({
      ...{ account, accountId, region },
      sites: Object.fromEntries(sites),
      dnsNames: [...dnsNames].sort(),
    })),
  ).toEqual([
    {
      ...{ account: "corporate", accountId: "111111111111", region: "ap-northeast-1" },
      sites: { "domain-a": "domain-a.sorry.example.com", "domain-b": "domain-b.sorry.example.com" },
      dnsNames: ["domain-a.sorry.example.com", "domain-b.sorry.example.com"],
    },
    {
      ...{ account: "media", accountId: "222222222222", region: "eu-west-1" },
      sites: { shimbun: "shimbun.sorry.media.example.com", shop: "shop.sorry.media.example.com" },
      dnsNames: ["shimbun.sorry.media.example.com", "shop.sorry.media.example.com"],
    },
  ]);
});

test("a distribution is as the stack says, its references resolved", () => {
  const shop = media.distributions.find(({ aliases }) => aliases.includes("shop.sorry.media.example.com"));
  expect(shop).toEqual({
    id: expect.stringMatching(/^E[0-9A-F]{13}$/) as string,
    arn: expect.stringMatching(/^arn:aws:cloudfront::222222222222:distribution\/E/) as string,
    aliases: ["shop.sorry.media.example.com"],
    enabled: true,
    origin: { bucket: BUCKET, path: "/shop", hasAccessControl: true },
    defaultRootObject: undefined,
    allowedMethods: ["GET", "HEAD"],
    viewerProtocolPolicy: "https-only",
    cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    compress: true,
    customErrorResponses: [403, 404].map((errorCode) => ({
      errorCode,
      responseCode: 503,
      responsePagePath: "/_sorry/index.html",
      errorCachingMinTtl: 30,
    })),
    certificateNames: ["*.sorry.media.example.com"],
    minimumProtocolVersion: "TLSv1.2_2021",
  });
});

describe("the bucket", () => {
  const read = (key: string, reader: string | undefined = MEDIA) => media.objects.get(BUCKET, key, reader);

  test("has the page with the headers and the metadata that the stack gives it", async () => {
    const page = (await read("shop/_sorry/index.html")) as StoredObject;
    expect(page.body).toEqual(own.pages.get("shop.sorry.media.example.com")?.document.bytes);
    expect(page).toMatchObject({
      contentType: "text/html; charset=utf-8",
      cacheControl: "max-age=30",
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
      metadata: { "sorry-site": "shop.sorry.media.example.com", "sorry-retry-after": "1800" },
    });
  });

  test("has the page's other forms", async () => {
    const common = { cacheControl: "max-age=30", metadata: { "sorry-site": "shop.sorry.media.example.com" } };
    const json = await read("shop/_sorry/index-503.json");
    expect(json).toMatchObject({ contentType: "application/json", ...common });
    const text = await read("shop/_sorry/index-503.txt");
    expect(text).toMatchObject({ contentType: "text/plain; charset=utf-8", ...common });
    expect(media.objectCount).toBe(6);
  });

  test("has the assets, which may be kept for ever", async () => {
    const input = platformAndPages([accountConfig({}, { page: "illustrated" })]);
    const [stack] = stacksOf(input);
    const [asset] = input.pages.get("domain-a.sorry.example.com")?.assets ?? [];
    const account = MEDIA.replaceAll("2222", "1111");
    const bucket = "pages-sorry-example-com-111111111111";
    expect(await stack?.objects.get(bucket, `domain-a/_sorry/${asset?.path ?? ""}`, account)).toMatchObject({
      contentType: "image/svg+xml",
      cacheControl: "public, max-age=31536000, immutable",
      body: asset?.bytes,
    });
  });

  test("tells CloudFront of the account what is missing, and others nothing", async () => {
    expect(await read("shop/")).toBe("NoSuchKey");
    expect(await read("shop/_sorry/index.html", MEDIA.replaceAll("2222", "1111"))).toBe("AccessDenied");
    expect(await read("shop/_sorry/index.html", "")).toBe("AccessDenied");
    expect(await media.objects.get(BUCKET, "shop/_sorry/index.html", undefined)).toBe("AccessDenied");
    expect(await media.objects.get("other", "k", MEDIA)).toBe("NoSuchBucket");
  });

  test("is one of several in a joined store", async () => {
    const all = joinStores(stacks.map(({ objects }) => objects));
    expect(await all.get(BUCKET, "shop/", MEDIA)).toBe("NoSuchKey");
    expect(await all.get("other", "k", MEDIA)).toBe("NoSuchBucket");
  });
});

test("a site's certificate covers its alias, whatever the sorry domain", () => {
  const [stack] = stacksOf(platformAndPages([accountConfig({ sorryDomain: "sorry.example.net" })]));
  expect(stack?.distributions).toMatchObject([{ certificateNames: ["*.sorry.example.net"] }]);
});

describe("what the edge can't follow is an error that names it", () => {
  interface Json {
    resource: Record<string, Record<string, Record<string, unknown>>>;
  }

  /** The account's own stack, changed by hand. */
  function changed(
    change: (distribution: Record<string, unknown>, json: Json) => void,
  ): () => StackArtifacts {
    const { text } = accountStack(accountConfig());
    const json = JSON.parse(text) as Json;
    const [distribution] = Object.values(json.resource["aws_cloudfront_distribution"] ?? {});
    if (distribution === undefined) throw new Error("no distribution");
    change(distribution, json);
    const changedFolder = writeFiles(join(folder, String(Math.random())), {});
    writeFileSync(join(changedFolder, "cdk.tf.json"), JSON.stringify(json));
    return () => readStack("corporate", changedFolder);
  }

  test("an argument that it does not know", () => {
    const read = changed((distribution) => (distribution["ordered_cache_behavior"] = []));
    expect(read).toThrow(/the edge can't follow aws_cloudfront_distribution\.[\s\S]*ordered_cache_behavior/);
  });

  test("an origin that is no bucket", () => {
    const read = changed((distribution) => {
      distribution["origin"] = [{ origin_id: "pages", domain_name: "www.example.com" }];
    });
    expect(read).toThrow("its origin is no bucket");
  });

  test("a certificate that is not in us-east-1", () => {
    const read = changed((_, json) => {
      for (const certificate of Object.values(json.resource["aws_acm_certificate"] ?? {})) {
        certificate["provider"] = "aws";
      }
    });
    expect(read).toThrow("CloudFront takes certificates of us-east-1 only");
  });
});
