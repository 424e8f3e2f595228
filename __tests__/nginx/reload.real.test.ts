import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type FailingPath, hostOf, useFailingPath } from "../support/failing-path";
import { OVER_HTTPS } from "../support/request-path";
import { recovers } from "../support/watch";

const path = useFailingPath(["busy"]);

/** One request on a kept connection; which page came, or the failure. */
function askOnce({ port }: FailingPath, agent: Agent): Promise<{ seen: string; isIdleClosed: boolean }> {
  return new Promise((resolve) => {
    const outgoing = request(
      { host: "127.0.0.1", port, agent, headers: { Host: hostOf("busy"), ...OVER_HTTPS }, timeout: 5_000 },
      (incoming) => {
        let body = "";
        incoming.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        incoming.on("error", () => {
          resolve({ seen: "an answer that was cut", isIdleClosed: false });
        });
        incoming.on("end", () => {
          resolve({ seen: `${incoming.statusCode} ${body}`, isIdleClosed: false });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", ({ message }) => {
      const isIdleClosed = outgoing.reusedSocket && /ECONNRESET|EPIPE|hang up/.test(message);
      resolve({ seen: message, isIdleClosed });
    });
    outgoing.end();
  });
}

/** As a load balancer: a kept connection that is closed before any byte of the answer is tried once more on another. */
async function askAsBalancer(agent: Agent): Promise<string> {
  const { seen, isIdleClosed } = await askOnce(path, agent);
  if (!isIdleClosed) return seen;
  const fresh = new Agent({ keepAlive: false });
  return (await askOnce(path, fresh)).seen;
}

const LOAD_MILLISECONDS = 8_000;
const CLIENTS = 8;

test("reloads under load lose no request", async () => {
  expect(await recovers(path, "busy")).toBe(true);
  const { page } = path.live("busy");
  const first = path.workerPids();
  const end = performance.now() + LOAD_MILLISECONDS;
  const seen = new Map<string, number>();
  const clients = Array.from({ length: CLIENTS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < end) {
      const answer = await askAsBalancer(agent);
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
    }
    agent.destroy();
  });
  const master = path.masterPid();
  let reloads = 0;
  while (performance.now() < end) {
    await sleep(500);
    process.kill(master, "SIGHUP");
    reloads += 1;
  }
  await Promise.all(clients);
  expect(reloads).toBeGreaterThan(5);
  expect(path.masterPid()).toBe(master);
  expect([...seen.keys()]).toEqual([`${page.status} ${page.body}`]);
  expect([...seen.values()][0]).toBeGreaterThan(500);
  await sleep(1_000);
  expect(path.workerPids().filter((pid) => first.includes(pid))).toEqual([]);
});
