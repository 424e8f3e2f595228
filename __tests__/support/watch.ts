import { setTimeout as sleep } from "node:timers/promises";
import { CLOUDFRONT_TEXT, FOREIGN_TEXT } from "./failures";
import { BAKED, type FailingPath, type TimedAnswer } from "./failing-path";
import { type Question } from "./http";
import { until } from "./until";

/** A user waits for a failure at most once, some two seconds, and no longer than this on a loaded machine. */
export const FIRST_MILLISECONDS = 5_000;
/** Less than any wait for CloudFront, which takes a second. */
const LATER_MILLISECONDS = 600;

/** What users of a site saw while it was watched. */
export interface Watch {
  readonly answers: readonly TimedAnswer[];
  readonly json: TimedAnswer;
  readonly edgeRequests: number;
  readonly seconds: number;
}

/**
 * Asks for a site's page and, at the same moment, what nginx answers by itself. The time that the page took beyond that
 * is what its user waited for; the rest is the machine's.
 */
async function askInTime(path: FailingPath, name: string, question: Partial<Question>): Promise<TimedAnswer> {
  const [answer, { milliseconds }] = await Promise.all([path.ask(name, question), path.askHealth()]);
  return { ...answer, milliseconds: answer.milliseconds - milliseconds };
}

/** Asks for a site again and again: once, and from that answer on for so long. */
export async function watch(path: FailingPath, name: string, milliseconds: number): Promise<Watch> {
  const { asked } = path.live(name);
  const before = asked.length;
  const begun = performance.now();
  const answers = [await askInTime(path, name, { path: "/?0" })];
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await sleep(100);
    answers.push(await askInTime(path, name, { path: `/?${answers.length}` }));
  }
  const json = await askInTime(path, name, { headers: { Accept: "application/json" } });
  const seconds = (performance.now() - begun) / 1_000;
  return { answers, json, edgeRequests: asked.length - before, seconds };
}

/** Distinct values, for a message that one can read. */
export const kinds = <T>(values: readonly T[]) => [...new Set(values)];

/** Status, body and Retry-After of every answer, and the time that each took. */
export function expectOnly(
  { answers, json, edgeRequests, seconds }: Watch,
  page: { readonly status: number; readonly body: string; readonly retryAfter: string },
): void {
  expect(kinds(answers.map(({ status }) => status))).toEqual([page.status]);
  expect(kinds(answers.map(({ body }) => body.toString()))).toEqual([page.body]);
  expect(kinds(answers.map(({ headers }) => headers["retry-after"]))).toEqual([page.retryAfter]);
  expect(json.status).toBe(page.status);
  expect(JSON.parse(json.body.toString())).toMatchObject({
    status: page.status,
    retryAfter: page.retryAfter,
  });
  expectTimes(answers);
  // "About once a second".
  expect(edgeRequests).toBeLessThanOrEqual(seconds + 1);
}

export function expectTimes([first, ...later]: readonly TimedAnswer[]): void {
  expect(first?.milliseconds).toBeLessThan(FIRST_MILLISECONDS);
  expect(later.length).toBeGreaterThan(10);
  expect(later.map(({ milliseconds }) => milliseconds).filter((time) => time > LATER_MILLISECONDS)).toEqual(
    [],
  );
}

/** What belongs to CloudFront, S3 or nginx, in a header or in the body. */
export function expectNothingForeign({ headers, body }: TimedAnswer): void {
  expect(headers).not.toHaveProperty("location");
  expect(JSON.stringify(headers)).not.toMatch(/cloudfront|amazons3|x-amz|etag|x-cache/i);
  expect(body.includes(CLOUDFRONT_TEXT) || body.includes(FOREIGN_TEXT)).toBe(false);
}

/** For so long, the site's page as it is, or as it was baked: each status and body of these, and nothing else. */
export async function expectAPage(path: FailingPath, name: string, milliseconds: number): Promise<void> {
  const { page } = path.live(name);
  const { answers } = await watch(path, name, milliseconds);
  const allowed = [page.status, BAKED.status].flatMap((status) =>
    [page.body, BAKED.body].map((body) => `${status} ${body}`),
  );
  const seen = kinds(answers.map(({ status, body }) => `${status} ${body.toString()}`));
  expect(seen.filter((answer) => !allowed.includes(answer))).toEqual([]);
  expect(Math.max(...answers.map((answer) => answer.milliseconds))).toBeLessThan(FIRST_MILLISECONDS);
  for (const answer of answers) expectNothingForeign(answer);
}

const RECOVERY_MILLISECONDS = 10_000;

/** Whether the site's live page is what users see, soon enough. */
export async function recovers(path: FailingPath, name: string): Promise<boolean> {
  return until(RECOVERY_MILLISECONDS, async () => {
    const { status, body } = await path.ask(name);
    const { page } = path.live(name);
    return status === page.status && body.toString() === page.body;
  });
}
