import { setTimeout as sleep } from "node:timers/promises";
import { useRequestPath } from "../support/request-path";
import { until } from "../support/until";

const RESOLVER_TIMEOUT_MILLISECONDS = 2_000;
const RESOLVER_VALID_MILLISECONDS = 10_000;

describe("nginx that started while DNS was dead", () => {
  const path = useRequestPath(undefined, { isDnsSilent: true });

  test("answers what needs no DNS", async () => {
    expect(await path.ask({ host: "10.0.1.23" })).toMatchObject({ status: 200 });
    expect(await path.ask({ host: "example.com", headers: {} })).toMatchObject({ status: 301 });
  });

  test("serves the pages as soon as DNS answers, those of the sites that DNS knows", async () => {
    expect(await path.ask({ host: "example.com" })).toMatchObject({ status: 502 });
    path.dns.remove("domain-b.sorry.example.com");
    path.dns.silence(false);
    const isServed = async () => (await path.ask({ host: "example.com" })).status === 503;
    expect(await until(3 * RESOLVER_TIMEOUT_MILLISECONDS, isServed)).toBe(true);
    expect(await path.ask({ host: "example.net" })).toMatchObject({ status: 502 });
    expect(await path.ask({ host: "shop.example.com" })).toMatchObject({ status: 503 });
  }, 20_000);
});

describe("an alias whose address changes", () => {
  const path = useRequestPath();

  test("is followed by all workers once the resolver's ten seconds are over, while requests keep coming", async () => {
    const before = path.edge;
    const after = await path.startEdgeAt("127.0.0.2");
    const askOften = () => Promise.all(Array.from({ length: 16 }, () => path.ask({ host: "example.com" })));
    await askOften();
    expect(before.requests).toHaveLength(16);
    expect(after.requests).toHaveLength(0);

    path.dns.set("domain-a.sorry.example.com", "127.0.0.2");
    const deadline = Date.now() + RESOLVER_VALID_MILLISECONDS + 2_000;
    while (Date.now() < deadline) {
      await askOften();
      await sleep(250);
    }
    before.forget();
    after.forget();
    expect((await askOften()).map(({ status }) => status)).toEqual(Array(16).fill(503));
    expect(before.requests).toHaveLength(0);
    expect(after.requests).toHaveLength(16);
  }, 30_000);
});
