import { setTimeout as sleep } from "node:timers/promises";
import { OVER_HTTPS, useRequestPath } from "../support/request-path";
import type { Question } from "../support/http";
import { until } from "../support/until";

const RESOLVER_VALID_MILLISECONDS = 10_000;
/** CloudFront's answer is kept for 4 s, and a new one is fetched at most every 2 s. */
const ASKED_AGAIN_MILLISECONDS = 8_000;
/** The longest that a user ever waits, with allowance for a loaded machine. */
const WORST_MILLISECONDS = 2_500 + 250;

describe("nginx that started while DNS was dead", () => {
  const path = useRequestPath(undefined, { isDnsSilent: true });
  const askedNames = () => path.edge.requests.map(({ serverName }) => serverName);

  test("answers what needs no DNS", async () => {
    expect(await path.ask({ host: "10.0.1.23" })).toMatchObject({ status: 200 });
    expect(await path.ask({ host: "example.com", headers: {} })).toMatchObject({ status: 301 });
  });

  test("serves each site's status and the copy of its page in the image", async () => {
    for (const [host, status, alias] of [
      ["example.com", 503, "domain-a.sorry.example.com"],
      ["example.net", 404, "domain-b.sorry.example.com"],
    ] as const) {
      const timed = async (question: Question) => {
        const start = performance.now();
        return { answer: await path.ask(question), milliseconds: performance.now() - start };
      };
      // What needs no DNS, at the same moment: so long takes the machine itself.
      const [{ answer, milliseconds }, health] = await Promise.all([
        timed({ host }),
        timed({ host: "10.0.1.23" }),
      ]);
      expect(milliseconds - health.milliseconds).toBeLessThan(WORST_MILLISECONDS);
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual(path.page(alias).document.bytes);
    }
    expect(path.edge.requests).toEqual([]);
  });

  test("serves the copy of each form of the page, too", async () => {
    for (const [host, status, alias] of [
      ["example.com", 503, "domain-a.sorry.example.com"],
      ["example.net", 404, "domain-b.sorry.example.com"],
    ] as const) {
      const { json, text } = path.page(alias);
      for (const file of [json, text]) {
        const headers = { ...OVER_HTTPS, Accept: file.contentType };
        const answer = await path.ask({ host, headers });
        expect([answer.status, answer.headers["content-type"]]).toEqual([status, file.contentType]);
        expect(answer.body).toEqual(file.bytes);
      }
    }
  });

  test("asks CloudFront as soon as DNS answers, for the sites that DNS knows", async () => {
    path.dns.remove("domain-b.sorry.example.com");
    path.dns.silence(false);
    const isAsked = async () => {
      expect(await path.ask({ host: "example.com" })).toMatchObject({ status: 503 });
      expect(await path.ask({ host: "example.net" })).toMatchObject({ status: 404 });
      return askedNames().includes("domain-a.sorry.example.com");
    };
    expect(await until(ASKED_AGAIN_MILLISECONDS, isAsked)).toBe(true);
    expect(askedNames()).not.toContain("domain-b.sorry.example.com");
    const unknown = await path.ask({ host: "example.net" });
    expect(unknown.body).toEqual(path.page("domain-b.sorry.example.com").document.bytes);
  }, 20_000);
});

describe("an alias whose address changes", () => {
  const path = useRequestPath();

  test("is followed once the resolver's ten seconds are over, while requests keep coming", async () => {
    const before = path.edge;
    const after = await path.startEdgeAt("127.0.0.2");
    const askFor = async (milliseconds: number) => {
      const deadline = Date.now() + milliseconds;
      do {
        const answers = await Promise.all(
          Array.from({ length: 16 }, () => path.ask({ host: "example.com" })),
        );
        expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(503));
        await sleep(250);
      } while (Date.now() < deadline);
    };
    await askFor(0);
    expect(before.requests).toHaveLength(1);
    expect(after.requests).toHaveLength(0);

    path.dns.set("domain-a.sorry.example.com", "127.0.0.2");
    await askFor(RESOLVER_VALID_MILLISECONDS + ASKED_AGAIN_MILLISECONDS);
    before.forget();
    after.forget();
    await askFor(ASKED_AGAIN_MILLISECONDS);
    expect(before.requests).toHaveLength(0);
    expect(after.requests.length).toBeGreaterThan(0);
  }, 40_000);
});
