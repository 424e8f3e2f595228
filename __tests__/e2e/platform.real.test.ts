import ownAccounts from "../../accounts";
import { retryAfterHeader } from "../../accounts/retry-after";
import type { Site } from "../../accounts/types";
import { inventoryOf } from "../support/aws/inventory";
import { LiveAws } from "../support/aws/live";
import { createZone } from "../support/aws/seed";
import { Deployment, NOTHING_TO_DO, actionsOf, addressesOf } from "../support/e2e/deployment";
import { assetOf, pageOf } from "../support/e2e/expected";
import { expectToHaveWhatWasSynthesized } from "../support/e2e/server-files";
import { changeSite, hostOf } from "../support/e2e/sites";
import { sitesOf } from "../support/platforms";
import { ownPlatform } from "../support/request-path";
import type { Run } from "../support/terraform-stack";

/**
 * The repository's example platform, from accounts/ to what a user sees: synthesized, deployed, changed and destroyed
 * by real Terraform with the real provider, in an emulated AWS. Each describe goes on from where the last one ended.
 */

jest.setTimeout(600_000);

const IDS = { corporate: "111111111111", media: "222222222222" };
type Runs = Record<keyof typeof IDS, Run>;

const sites = sitesOf(ownPlatform().platform);
const cacheSeconds = Math.max(...sites.map((one) => one.cacheSeconds));
const deployment = new Deployment("e2e platform", IDS, cacheSeconds);
const { platform, stages } = deployment;
/** What `npm run synth` wrote for nginx, by path. */
let masterConfigs: ReadonlyMap<string, string>;

function site(name: string): Site {
  const found = sites.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no site ${name}.`);
  return found;
}

beforeAll(async () => {
  await createZone(deployment.session("corporate"), "example.com");
  masterConfigs = await stages.run("synth", () => platform.synth("repository"));
  await stages.run("load balancer, nginx and edge", () => deployment.startPath());
  await deployment.init();
});

describe("before the first deploy", () => {
  it("the sorry server has the master config as it was synthesized, but for its environment", () => {
    expectToHaveWhatWasSynthesized(deployment.path, platform);
  });

  it("users get the copy in the image, under each site's status", async () => {
    for (const one of sites) {
      const { status, body } = await deployment.path.ask({ host: hostOf(one) });
      expect([status, body.toString()]).toEqual([one.status, (await pageOf(platform, one)).body.toString()]);
      const sources = (await deployment.path.logged(hostOf(one))).map(({ source }) => source);
      expect(new Set(sources)).toEqual(new Set(["baked"]));
    }
  });
});

describe("the first deploy", () => {
  let runs: Runs;

  beforeAll(async () => {
    runs = await deployment.apply();
  });

  it("creates, and does nothing else", () => {
    expect([actionsOf(runs.corporate), actionsOf(runs.media)]).toEqual([["create"], ["create"]]);
  });

  it("leaves nothing to do for a second plan, in any stack", async () => {
    expect(await deployment.plan()).toEqual({ corporate: NOTHING_TO_DO, media: NOTHING_TO_DO });
  });

  it("puts into each account what is its own, and the names of both into the corporate account's zone", async () => {
    const [corporate, media] = await Promise.all([
      inventoryOf(deployment.session("corporate")),
      inventoryOf(deployment.session("media")),
    ]);
    const aliases = (names: readonly string[], domain: string) => names.map((name) => `${name}.${domain}`);
    const ofCorporate = aliases(["domain-a", "domain-b"], "sorry.example.com");
    const ofMedia = aliases(["shimbun", "shop"], "sorry.media.example.com");
    const recordsOf = (alias: string) => ["A", "AAAA"].map((type) => `record ${type} ${alias}.`);
    const named = (lines: readonly string[]) =>
      lines.filter((line) => !/^(?:origin access control|record CNAME _)/.test(line));
    expect(named(corporate)).toEqual([
      "bucket pages-sorry-example-com-111111111111",
      "certificate *.sorry.example.com",
      ...ofCorporate.map((alias) => `distribution ${alias}`),
      ...[...ofCorporate, ...ofMedia].flatMap(recordsOf).sort(),
    ]);
    expect(named(media)).toEqual([
      "bucket pages-sorry-media-example-com-222222222222",
      "certificate *.sorry.media.example.com",
      ...ofMedia.map((alias) => `distribution ${alias}`),
    ]);
    // By which the two wildcard certificates were validated.
    expect(corporate.filter((line) => line.startsWith("record CNAME _"))).toHaveLength(2);
  });

  describe.each(sites.map((one) => [one.name, one] as const))("shows the users of %s", (_, one) => {
    it("its page from CloudFront, byte for byte, on every path, under its status", async () => {
      const page = await pageOf(platform, one);
      const source = await deployment.path.sourceOnceFresh(hostOf(one));
      // Of CloudFront's, just now or a moment ago; neither an old page nor the image's copy.
      expect(["fresh", "cached"]).toContain(source);
      for (const path of ["/", "/any/path?with=query", "/_sorry/index.html"]) {
        const answer = await deployment.path.ask({ host: hostOf(one), path });
        expect([answer.status, answer.body.toString()]).toEqual([one.status, page.body.toString()]);
      }
    });

    it("its Retry-After where it has one, and no header of CloudFront's or S3's", async () => {
      const { headers } = await deployment.path.ask({ host: hostOf(one) });
      expect(headers["retry-after"]).toBe(
        one.retryAfter === undefined ? undefined : retryAfterHeader(one.retryAfter),
      );
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers["cache-control"]).toContain("no-store");
      expect(JSON.stringify(headers)).not.toMatch(/cloudfront|amazons3|x-amz|etag|x-cache/i);
    });

    it("a redirect to HTTPS where they come over plain HTTP", async () => {
      const answer = await deployment.path.ask({ host: hostOf(one), path: "/a?b=c" }, "http");
      expect(answer.status).toBe(one.httpsRedirect === "temporary" ? 307 : 301);
      expect(answer.headers.location).toBe(`https://${hostOf(one)}/a?b=c`);
    });
  });

  it.each(["/", "/healthz", "/a/b?c=d", "/_sorry/index.html"])(
    "lets another server behind another load balancer, whose health check asks %s, do the same for every account",
    async (healthCheckPath) => {
      expect(await deployment.path.isHealthy()).toBe(true);
      await deployment.path.behindAnother(healthCheckPath, async (ask, isHealthy) => {
        expect(isHealthy).toBe(true);
        for (const one of sites) {
          const { status, body } = await ask({ host: hostOf(one) });
          expect([status, body.toString()]).toEqual([
            one.status,
            (await pageOf(platform, one)).body.toString(),
          ]);
        }
      });
    },
  );

  it("lets nobody but the account's own CloudFront read a bucket", async () => {
    const { objects } = new LiveAws([deployment.session("corporate")]);
    const [bucket, key] = ["pages-sorry-example-com-111111111111", "domain-a/_sorry/index.html"];
    const reader = (id: string) => `arn:aws:cloudfront::${id}:distribution/E0000000000000`;
    expect(await objects.get(bucket, key, undefined)).toBe("AccessDenied");
    expect(await objects.get(bucket, key, reader(IDS.media))).toBe("AccessDenied");
    expect(await objects.get(bucket, key, reader(IDS.corporate))).toHaveProperty("body");
    expect(await objects.get(bucket, "domain-a/missing", reader(IDS.corporate))).toBe("NoSuchKey");
  });

  it("is refused with another account's credentials, before it asks AWS for anything but whose they are", async () => {
    const foreign = {
      corporate: await deployment.credentials("media"),
      media: await deployment.credentials("corporate"),
    };
    const refused = await deployment.everyStack("plan, with foreign credentials,", (stack, name) =>
      stack.plan(foreign[name]),
    );
    expect([refused.corporate.status, refused.media.status]).toEqual([1, 1]);
    expect(refused.corporate.complaints.join()).toContain(`AWS account ID not allowed: ${IDS.media}`);
    expect(refused.media.complaints.join()).toContain(`AWS account ID not allowed: ${IDS.corporate}`);
    const keys = Object.values(foreign).map((environment) => environment["AWS_ACCESS_KEY_ID"]);
    const asked = deployment.aws.requests.filter(({ caller }) => keys.includes(caller.accessKeyId));
    expect(new Set(asked.map(({ service }) => service))).toEqual(new Set(["sts"]));
  });

  it("does everything as the account's own role, and in the zone's account enters the zone's role alone", () => {
    const services = (session: string) => deployment.servicesAskedBy(session).join(" ");
    const own = "assumed-role/terraform/test";
    expect(services(`${IDS.corporate}:${own}`)).toBe("acm cloudfront route53 s3 sts");
    expect(services(`${IDS.media}:${own}`)).toBe("acm cloudfront s3 sts");
    expect(services(`${IDS.corporate}:assumed-role/sorry-server-dns/sorry-server`)).toBe("route53 sts");
  });
});

const NEWS = "<p>Thank you for fifteen years.</p>";
/** Too large to go into the page itself. */
const PICTURE = Buffer.alloc(20_000, "picture");
const edited = changeSite(
  changeSite(ownAccounts, "domain-a", (one) => [{ ...one, retryAfter: "4h" }]),
  "shop",
  (one) => [{ ...one, status: 500 }],
);

describe("an edited page, a changed status and a changed Retry-After", () => {
  let runs: Runs;

  beforeAll(async () => {
    platform.writeAccounts(edited);
    platform.addFile("closed", "photo.jpg", PICTURE);
    platform.editPage("closed", (html) =>
      html.replace("</main>", `${NEWS}<img src="photo.jpg" alt="Us"></main>`),
    );
    const configs = await stages.run("synth", () => platform.synth("folder"));
    // No domain has changed, so the servers and their image stay as they are.
    expect(configs).toEqual(masterConfigs);
    runs = await deployment.apply();
  });

  it("touch that page's objects, that site's distribution and what tells its status, and nothing else", () => {
    // The forms of another status have other names.
    expect([actionsOf(runs.corporate), actionsOf(runs.media)]).toEqual([
      ["create", "update"],
      ["replace", "update"],
    ]);
    expect(addressesOf(runs.corporate)).toEqual([
      "aws_s3_object.sites_domain-a_form-json",
      "aws_s3_object.sites_domain-a_form-text",
      "aws_s3_object.sites_domain-a_page",
      "aws_s3_object.sites_domain-b_asset-photojpg",
      "aws_s3_object.sites_domain-b_page",
    ]);
    expect(addressesOf(runs.media)).toEqual([
      "aws_cloudfront_distribution.sites_shop_distribution",
      "aws_s3_object.sites_shop_form-json",
      "aws_s3_object.sites_shop_form-text",
    ]);
  });

  it("are what users see without a new image: the page", async () => {
    const page = await pageOf(platform, site("domain-b"));
    expect(page.body.toString()).toContain(NEWS);
    const { status, body } = await deployment.path.askUntil("example.net", (answer) =>
      answer.body.includes(NEWS),
    );
    expect([status, body.toString()]).toEqual([404, page.body.toString()]);
  });

  it("are what users see without a new image: the page's picture, with its own status and type", async () => {
    const asset = await assetOf(platform, site("domain-b"));
    const answer = await deployment.path.ask({ host: "example.net", path: asset.path });
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "image/jpeg"]);
    expect(answer.body.equals(PICTURE)).toBe(true);
  });

  it("are what users see without a new image: the Retry-After", async () => {
    const { status, headers } = await deployment.path.askUntil(
      "example.com",
      (answer) => answer.headers["retry-after"] === "14400",
    );
    expect([status, headers["retry-after"]]).toEqual([503, "14400"]);
  });

  it("are what users see without a new image: the status", async () => {
    const { status, headers } = await deployment.path.askUntil(
      "shop.example.com",
      (answer) => answer.status === 500,
    );
    expect([status, headers["retry-after"]]).toEqual([500, "1800"]);
  });
});

describe("a site added to one account, and one removed from the other", () => {
  const added = { name: "archive", domains: ["archive.example.org"], page: "closed", status: 403 } as const;
  let runs: Runs;

  beforeAll(async () => {
    const more = changeSite(edited, "domain-b", (one) => [one, added]);
    platform.writeAccounts(changeSite(more, "shop", () => []));
    await stages.run("synth", () => platform.synth("folder"));
    runs = await deployment.apply();
    await stages.run("bake", () => deployment.path.bake("second", platform.image()));
  });

  it("are created and deleted with their own resources, and nobody else's is touched", () => {
    expect([actionsOf(runs.corporate), actionsOf(runs.media)]).toEqual([["create"], ["delete"]]);
    expect(addressesOf(runs.corporate)).toEqual([
      "aws_cloudfront_distribution.sites_archive_distribution",
      "aws_route53_record.sites_archive_record-a",
      "aws_route53_record.sites_archive_record-aaaa",
      "aws_s3_object.sites_archive_asset-photojpg",
      "aws_s3_object.sites_archive_form-json",
      "aws_s3_object.sites_archive_form-text",
      "aws_s3_object.sites_archive_page",
    ]);
    expect(addressesOf(runs.media)).toEqual([
      "aws_cloudfront_distribution.sites_shop_distribution",
      // Of its shard, in which it was alone.
      "aws_cloudfront_origin_access_control.shared_origin-access-control-03",
      "aws_route53_record.sites_shop_record-a",
      "aws_route53_record.sites_shop_record-aaaa",
      "aws_s3_object.sites_shop_form-json",
      "aws_s3_object.sites_shop_form-text",
      "aws_s3_object.sites_shop_page",
    ]);
  });

  it("leave nothing to do for a second plan, in any stack", async () => {
    expect(await deployment.plan()).toEqual({ corporate: NOTHING_TO_DO, media: NOTHING_TO_DO });
  });

  it("are there, and gone, for users once a server has the new image", async () => {
    expectToHaveWhatWasSynthesized(deployment.path, platform);
    const fresh = await deployment.path.askUntil("archive.example.org", ({ body }) => body.includes(NEWS));
    expect([fresh.status, fresh.body.includes(NEWS)]).toEqual([403, true]);
    // Of corporate's *.example.com now.
    const { status, headers } = await deployment.path.ask({ host: "shop.example.com" });
    expect([status, headers["retry-after"]]).toEqual([503, "14400"]);
  });

  it("leave nothing of the removed one: no distribution, no record, no object", async () => {
    const lines = [
      ...(await inventoryOf(deployment.session("corporate"))),
      ...(await inventoryOf(deployment.session("media"))),
    ];
    expect(lines.filter((line) => line.includes("shop"))).toEqual([]);
    const { objects } = new LiveAws([deployment.session("media")]);
    const reader = `arn:aws:cloudfront::${IDS.media}:distribution/E0000000000000`;
    for (const key of ["index.html", "index-500.json", "index-500.txt"].map(
      (name) => `shop/_sorry/${name}`,
    )) {
      const bucket = "pages-sorry-media-example-com-222222222222";
      expect(await objects.get(bucket, key, reader)).toBe("NoSuchKey");
    }
  });
});

describe("destroy", () => {
  beforeAll(() => deployment.destroy());

  it("leaves nothing in any account", async () => {
    expect(await inventoryOf(deployment.session("corporate"))).toEqual([]);
    expect(await inventoryOf(deployment.session("media"))).toEqual([]);
  });

  it("leaves users the copy in the image", async () => {
    await deployment.path.deployed(cacheSeconds);
    const { status, headers } = await deployment.path.ask({ host: "archive.example.org" });
    expect([status, headers["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
  });

  it("ends a life in which nothing ever had to be invalidated", () => {
    expect(deployment.aws.requests.filter(({ path }) => path.includes("invalidation"))).toEqual([]);
  });
});
