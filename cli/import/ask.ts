import { CommandError, reasonOf } from "../command-error";

/** Asks AWS; a refusal is told with the action that was refused. */
export type Ask = <T>(action: string, answer: Promise<T>) => Promise<T>;

/** @param account its name, for messages */
export const askerFor =
  (account: string): Ask =>
  async (action, answer) => {
    try {
      return await answer;
    } catch (error) {
      throw new CommandError(
        `accounts/${account}: AWS did not answer ${action} (${reasonOf(error)}). AWS's policy ReadOnlyAccess is enough to look; see docs/migration.md.`,
      );
    }
  };

/** All pages of a list, as the SDK's own paginators give them. */
export async function allPages<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}
