import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { type TimedAnswer, useFailingPath } from "../support/failing-path";
import { chaos } from "../support/soak/chaos";
import { PageHistory } from "../support/soak/page-history";
import { until } from "../support/until";
import { FIRST_MILLISECONDS, recovers } from "../support/watch";

/**
 * Failures at random for minutes, many users, and what holds whatever happens: `npm run soak`. Not a part of `npm test`:
 * what it finds becomes a test of its own there.
 *
 * SOAK_SECONDS: how long things happen. @default 120
 * SOAK_SEED: what happens. @default another one each time
 */
const SECONDS = Number(process.env["SOAK_SECONDS"] ?? 120);
const SEED = Number(process.env["SOAK_SEED"] ?? Date.now() % 2 ** 31);
const USERS = 12;
/** A page may be this old, and a second or two for each step on its way, once CloudFront is well. */
const RECOVERY_MILLISECONDS = 75_000;
/** Who is being served by a worker that is killed has no answer, and for a moment nobody listens. */
const KILL_MILLISECONDS = 300;

const NAMES = Array.from({ length: 8 }, (_, i) => `site-${i}`);
const path = useFailingPath(NAMES);

const KINDS: readonly Readonly<Record<string, string>>[] = [
  {},
  { "Accept-Encoding": "gzip" },
  { Accept: "application/json" },
  { Accept: "text/plain" },
];

const unpacked = (answer: TimedAnswer): TimedAnswer =>
  answer.headers["content-encoding"] === "gzip" ? { ...answer, body: gunzipSync(answer.body) } : answer;

/** JSON and text say the status that they have. */
function formFault({ status, headers, body }: TimedAnswer): string | undefined {
  const said = headers["content-type"]?.startsWith("application/json")
    ? (JSON.parse(body.toString()) as { status: number }).status
    : Number(/^(\d{3}) /m.exec(body.toString())?.[1]);
  return said === status ? undefined : `${status}, but ${body.toString()}`;
}

test(
  `whatever happens (SOAK_SEED=${SEED} SOAK_SECONDS=${SECONDS}), users see whole pages under their own status`,
  async () => {
    for (const name of NAMES) expect(await recovers(path, name)).toBe(true);
    const pages = new PageHistory(path, NAMES);
    const faults: string[] = [];
    const ended = { isSo: false };
    let answers = 0;
    const begun = performance.now();
    let lastDeath = -Infinity;
    let workers = path.workerPids();
    const user = async (first: number) => {
      for (let i = first; !ended.isSo; i += 1) {
        const [name = "", headers = {}] = [
          NAMES[i % NAMES.length],
          KINDS[Math.floor(i / NAMES.length) % KINDS.length],
        ];
        const kind = JSON.stringify(headers);
        const floor = pages.newest(name, kind);
        const asked = performance.now();
        const second = ((asked - begun) / 1_000).toFixed(1);
        try {
          const answer = unpacked(await path.ask(name, { path: `/${i}`, headers }));
          const isForm = headers["Accept"] !== undefined;
          const fault = isForm ? formFault(answer) : pages.faultOf(name, kind, floor, answer);
          if (fault !== undefined) faults.push(`${second} s, ${name}${kind}: ${fault}`);
          if (answer.milliseconds > FIRST_MILLISECONDS)
            faults.push(`${second} s, ${name}: ${answer.milliseconds} ms`);
          answers += 1;
        } catch (error) {
          const now = path.workerPids();
          if (workers.some((pid) => !now.includes(pid))) lastDeath = performance.now();
          workers = now;
          if (asked > lastDeath + KILL_MILLISECONDS) faults.push(`${second} s, ${name}: ${String(error)}`);
        }
        await sleep(20);
      }
    };
    const users = Array.from({ length: USERS }, (_, i) => user(i * 7));
    const log = await chaos(path, pages, { seconds: SECONDS, seed: SEED });
    const isRecovered = await until(RECOVERY_MILLISECONDS, async () => {
      const seen = await Promise.all(NAMES.map((name) => path.ask(name)));
      return seen.every(({ body }, i) => body.toString() === path.live(NAMES[i] ?? "").page.body);
    });
    ended.isSo = true;
    await Promise.all(users);
    console.log(`${answers} answers; ${log.length} happenings`);
    expect({ isRecovered, faults, log }).toEqual({ isRecovered: true, faults: [], log });
    expect(answers).toBeGreaterThan(SECONDS);
  },
  SECONDS * 1_000 + 120_000,
);
