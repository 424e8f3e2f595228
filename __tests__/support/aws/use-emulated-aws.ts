import { type EmulatedAws, type Session, startEmulatedAws } from "./emulated-aws";

/** The emulated AWS of a test file; there from its first test on. */
export interface UsedAws {
  readonly aws: EmulatedAws;
  /** As the account's own deploy role. */
  readonly session: (accountId: string) => Session;
}

/** Call it where a file begins: it starts before the first test, with these accounts entered, and ends after the last. */
export function useEmulatedAws(accountIds: readonly string[]): UsedAws {
  let aws: EmulatedAws | undefined;
  const sessions = new Map<string, Session>();
  beforeAll(async () => {
    aws = await startEmulatedAws();
    for (const id of accountIds) sessions.set(id, await aws.enter(id));
  });
  afterAll(() => aws?.close());
  return {
    get aws() {
      if (aws === undefined) throw new Error("The emulated AWS exists only while tests run.");
      return aws;
    },
    session: (accountId) => {
      const session = sessions.get(accountId);
      if (session === undefined) throw new Error(`Nobody entered the account ${accountId}.`);
      return session;
    },
  };
}
