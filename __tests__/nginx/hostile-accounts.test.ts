import fc from "fast-check";
import { checkPlatform } from "../../accounts/platform";
import type { Platform } from "../../accounts/types";
import { goldenAmi } from "../../nginx/golden-ami";
import { masterConfig } from "../../nginx/master-config";
import { virtualConf } from "../../nginx/virtual-conf";
import { isFormatted, readLocals } from "../support/hcl";
import { hostileAccounts } from "../support/hostile-accounts";
import { SITE_CONTENT, sitesOf } from "../support/platforms";
import { readVirtualConf } from "../support/virtual-conf";

/** The verdicts of a whole property, so that a generator which is always refused does not pass for a proof. */
function judge() {
  const verdicts = { accepted: 0, refused: 0 };
  return {
    verdicts,
    check: (written: unknown): Platform | undefined => {
      const { platform, faults } = checkPlatform(written, [SITE_CONTENT]);
      verdicts[platform === undefined ? "refused" : "accepted"] += 1;
      expect(faults.length > 0).toBe(platform === undefined);
      return platform;
    },
  };
}

describe("accounts with hostile text anywhere are refused, or", () => {
  test("virtual.conf has one row a domain and nothing else in it", () => {
    const { verdicts, check } = judge();
    fc.assert(
      fc.property(hostileAccounts, (written) => {
        const platform = check(written);
        if (platform === undefined) return;
        const { domains, redirects } = readVirtualConf(virtualConf(platform));
        const sites = sitesOf(platform);
        const expected = sites.flatMap(({ domains, alias }) => domains.map((domain) => [domain, alias]));
        expect([...domains].sort()).toEqual(expected.sort());
        expect(new Set(domains.map(([domain]) => domain)).size).toBe(domains.length);
        expect(redirects).toHaveLength(sites.filter((site) => site.httpsRedirect !== "permanent").length);
      }),
      { numRuns: 500 },
    );
    expect(verdicts.accepted).toBeGreaterThan(50);
    expect(verdicts.refused).toBeGreaterThan(50);
  });

  test("the golden AMI's template gives the same bytes back", async () => {
    const { verdicts, check } = judge();
    await fc.assert(
      fc.asyncProperty(hostileAccounts, async (written) => {
        const platform = check(written);
        if (platform === undefined) return;
        const config = masterConfig(platform);
        const image = String(goldenAmi(platform, new Map(), config, {})["image.pkr.hcl"]);
        const locals = await readLocals(image);
        expect(locals["nginx_conf"]).toBe(config.files["nginx.conf"]);
        expect(locals["virtual_conf"]).toBe(config.files["conf.d/virtual.conf"]);
        expect(await isFormatted(image)).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect(verdicts.accepted).toBeGreaterThan(0);
    expect(verdicts.refused).toBeGreaterThan(0);
  }, 60_000);
});
