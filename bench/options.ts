import { type ParseArgsConfig, parseArgs } from "node:util";

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
  --sites A,B,…       how many sites, each 1 to 10000 (default: 10,100,1000)
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
  const values = parsed(args, {
    rounds: { type: "string", default: "5" },
    sites: { type: "string", default: "10,100,1000" },
    json: { type: "boolean", default: false },
    "without-aws-cdk": { type: "boolean", default: false },
  });
  if (values === undefined) return undefined;
  return {
    rounds: wholeNumber("rounds", values.rounds, 100),
    sites: ascending(values.sites, (text) => wholeNumber("sites", text, 10_000)),
    json: values.json,
    awsCdk: !values["without-aws-cdk"],
  };
}

/** The elements of a list with commas, each once. */
export const ascending = (list: string, read: (text: string) => number): number[] =>
  [...new Set(list.split(",").map((text) => read(text.trim())))].sort((a, b) => a - b);

/**
 * The values of options, or undefined where help was asked for.
 *
 * @throws {@link UsageError}
 */
export function parsed<T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: T,
) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean", short: "h", default: false } },
    });
    return "help" in values && values.help === true ? undefined : values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
