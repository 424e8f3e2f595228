import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import { pcError } from "../terminal";

/** What was asked of accounts. */
export interface Asked<T> {
  readonly answers: readonly T[];
  /** The exit code of the first account that could not be asked; undefined where all could. */
  readonly exitCode: number | undefined;
}

/**
 * Asks each account in turn. One that can't be asked, for want of credentials it may be, is told on standard error, and
 * keeps nobody from seeing the others.
 */
export async function askEach<T>(
  accounts: readonly Account[],
  ask: (account: Account) => Promise<T>,
): Promise<Asked<T>> {
  const answers: T[] = [];
  let exitCode: number | undefined;
  for (const account of accounts) {
    try {
      answers.push(await ask(account));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      exitCode ??= error.exitCode;
      console.error(pcError.red(error.message));
    }
  }
  if (exitCode !== undefined && accounts.length > 1) console.error("--account NAME asks one account alone.");
  return { answers, exitCode };
}
