import { parseArgs } from "node:util";

export interface Options {
  readonly rounds: number;
  /** Each a platform of so many sites. */
  readonly sites: readonly number[];
  readonly json: boolean;
  readonly awsCdk: boolean;
}

export const USAGE = `Usage: npm run bench:synth -- [options]

Time and peak memory of a synth: this project beside a plain cdktf program and the AWS CDK.

  --rounds N          how often each program runs, 1 to 100; the median counts (default: 5)
  --sites A,B,…       how many sites, each 1 to 10000 (default: 1,100,1000)
  --json              the figures of every round, as JSON
  --without-aws-cdk   leave the AWS CDK out; it is downloaded on first use, into bench/aws-cdk/
  --help
`;

/** Thrown for options that make no sense; the message says what would. */
export class UsageError extends Error {}

/** @throws {@link UsageError} where the text is no number from 1 to `highest` */
export function wholeNumber(option: string, text: string, highest: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= highest) return value;
  throw new UsageError(
    `--${option} must be a whole number from 1 to ${highest}, got ${JSON.stringify(text)}.`,
  );
}

/**
 * @returns the options, or undefined where help was asked for
 * @throws {@link UsageError}
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const sites = values.sites.split(",").map((text) => wholeNumber("sites", text.trim(), 10_000));
  return {
    rounds: wholeNumber("rounds", values.rounds, 100),
    sites: [...new Set(sites)].sort((a, b) => a - b),
    json: values.json,
    awsCdk: !values["without-aws-cdk"],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: "string", default: "5" },
        sites: { type: "string", default: "1,100,1000" },
        json: { type: "boolean", default: false },
        "without-aws-cdk": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
