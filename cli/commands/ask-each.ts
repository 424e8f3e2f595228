import type { Account } from "../../accounts/types";
import { CommandError } from "../command-error";
import { pcError } from "../terminal";

/** What was asked of accounts. */
export interface Asked<T> {
  readonly answers: readonly T[];
  /** The accounts that could not be asked, and why. */
  readonly failures: readonly { readonly account: string; readonly error: string }[];
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
  const failures: { account: string; error: string }[] = [];
  let exitCode: number | undefined;
  for (const account of accounts) {
    try {
      answers.push(await ask(account));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      exitCode ??= error.exitCode;
      failures.push({ account: account.name, error: error.message });
      console.error(pcError.red(error.message));
    }
  }
  if (exitCode !== undefined && accounts.length > 1) console.error("--account NAME asks one account alone.");
  return { answers, failures, exitCode };
}

/** What was asked of accounts, for programs; nothing where no account could be asked. */
export function printJson<T>({ answers, failures }: Pick<Asked<T>, "answers" | "failures">): void {
  if (answers.length === 0 && failures.length > 0) return;
  console.log(JSON.stringify([...answers, ...failures], null, 2));
}
