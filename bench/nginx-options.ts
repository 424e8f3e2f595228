import { UsageError, ascending, parsed, wholeNumber } from "./options";

export interface NginxOptions {
  readonly rounds: number;
  /** How long each server is under load in each round. */
  readonly seconds: number;
  /** Each a platform of so many domains. */
  readonly domains: readonly number[];
  readonly json: boolean;
}

export const NGINX_USAGE = `Usage: npm run bench:nginx -- [options]

What a request costs: this project's nginx beside a static file and beside a proxy of every request to CloudFront.
Takes nginx, wrk and taskset, and two cores.

  --rounds N          how often each server is measured, 1 to 100; the median counts (default: 5)
  --seconds N         how long each time, 1 to 600 (default: 5)
  --domains A,B,…     the numbers of domains to grow to, each 2 to 10000 (default: 10,100,1000,10000)
  --json              the figures of every round, as JSON
  --help
`;

const MOST_DOMAINS = 10_000;

/**
 * @returns the options, or undefined where help was asked for
 * @throws {@link UsageError}
 */
export function readNginxOptions(args: readonly string[]): NginxOptions | undefined {
  const values = parsed(args, {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    domains: { type: "string", default: "10,100,1000,10000" },
    json: { type: "boolean", default: false },
  });
  if (values === undefined) return undefined;
  const domains = ascending(values.domains, (text) => wholeNumber("domains", text, MOST_DOMAINS));
  if (domains.includes(1))
    throw new UsageError("--domains must be 2 or more, as a site has two domains, got 1.");
  return {
    rounds: wholeNumber("rounds", values.rounds, 100),
    seconds: wholeNumber("seconds", values.seconds, 600),
    domains,
    json: values.json,
  };
}
