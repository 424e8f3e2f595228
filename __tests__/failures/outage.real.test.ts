import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BAKED, type FailingPath, aliasOf, useFailingPath } from "../support/failing-path";
import { expectOnly, recovers, watch } from "../support/watch";

const WATCH_MILLISECONDS = 8_000;

/** Failures that strike all sites at once, and how they end. */
const OUTAGES: readonly (readonly [
  string,
  Record<"begin" | "end", (path: FailingPath) => Promise<void> | void>,
])[] = [
  [
    "CloudFront that refuses connections",
    { begin: ({ edge }) => edge.close(), end: ({ edge }) => edge.reopen() },
  ],
  [
    "CloudFront that is silent in the TLS handshake",
    {
      begin: ({ edge }) => {
        edge.silence(true);
      },
      end: ({ edge }) => {
        edge.silence(false);
      },
    },
  ],
  [
    "a DNS that is silent",
    {
      begin: ({ dns }) => {
        dns.silence(true);
      },
      end: ({ dns }) => {
        dns.silence(false);
      },
    },
  ],
  [
    "a DNS that knows no such names",
    {
      begin: ({ dns }) => {
        for (const name of ["warm", "cold"]) dns.remove(aliasOf(name));
      },
      end: ({ dns }) => {
        for (const name of ["warm", "cold"]) dns.set(aliasOf(name), "127.0.0.1");
      },
    },
  ],
];

describe.each(OUTAGES)("%s, later", (_, { begin, end }) => {
  const path = useFailingPath(["warm", "cold"]);

  test("leaves users the last good page, or the baked one, and ends within ten seconds", async () => {
    expect(await recovers(path, "warm")).toBe(true);
    await begin(path);
    const connections = path.edge.connections();
    const [warm, cold] = await Promise.all(
      ["warm", "cold"].map((name) => watch(path, name, WATCH_MILLISECONDS)),
    );
    if (warm === undefined || cold === undefined) throw new Error("They were not watched.");
    expectOnly(warm, path.live("warm").page);
    expectOnly(cold, BAKED);
    // About one a second for each of the two.
    expect(path.edge.connections() - connections).toBeLessThanOrEqual(2 * (warm.seconds + 1));
    await end(path);
    expect(await recovers(path, "cold")).toBe(true);
    expect(await recovers(path, "warm")).toBe(true);
  });
});

describe.each(OUTAGES)("%s, from nginx's start on", (_, { begin, end }) => {
  const path = useFailingPath(["warm", "cold"], begin);

  test("leaves users the baked copy, and ends within ten seconds", async () => {
    expectOnly(await watch(path, "cold", 4_000), BAKED);
    await end(path);
    expect(await recovers(path, "cold")).toBe(true);
  });
});

describe("CloudFront that refuses connections", () => {
  const path = useFailingPath(["refused"], ({ edge }) => edge.close());

  test("is tried at most about once a second", async () => {
    expectOnly(await watch(path, "refused", 5_000), BAKED);
    const log = readFileSync(join(path.folder, "log", "error.log"), "utf8");
    const tries = log.split("\n").filter((line) => line.includes("(111: Connection refused)")).length;
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThanOrEqual(6);
  });
});

describe("an alias whose address changes", () => {
  const path = useFailingPath(["moved"]);

  test("is followed; nobody sees anything of the old address that refuses", async () => {
    path.dns.set(aliasOf("moved"), "127.0.0.9");
    expectOnly(await watch(path, "moved", 3_000), BAKED);
    path.dns.set(aliasOf("moved"), "127.0.0.1");
    // nginx keeps an address for ten seconds; then it asks CloudFront within two.
    await sleep(8_000);
    expect(await recovers(path, "moved")).toBe(true);
  });
});
