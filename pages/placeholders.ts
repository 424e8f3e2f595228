import { show } from "../accounts/fault";
import { linkOf } from "./links";
import type { PageDescription } from "./page-json";

/** Names that are nobody's, of examples. @see https://www.rfc-editor.org/rfc/rfc2606 */
const isReserved = (host: string) =>
  /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\.?$/i.test(host);

const hostOf = (href: string) => {
  const { hostname, pathname } = new URL(href);
  return hostname === "" ? pathname.slice(pathname.lastIndexOf("@") + 1) : hostname;
};

/** A link to an example's host, which nobody has changed yet. */
export interface Placeholder {
  readonly message: string;
  /** Its place in page.json. */
  readonly path: readonly PropertyKey[];
}

/** The links of a page.json that lead to an example's host. */
export function placeholdersOf({ languages }: PageDescription): Placeholder[] {
  return [...languages.values()].flatMap((texts) =>
    (["contact", "statusPage", "link"] as const).flatMap((field) => {
      const written = texts[field];
      if (written === undefined || !isReserved(hostOf(linkOf(written).href))) return [];
      const fix =
        "Write your own, or take it out; of a page that is not yours make one with npx sorry new-page.";
      return [
        {
          message: `\`${field}\` must not lead to an example's host, got ${show(written)}. ${fix}`,
          path: [...texts.path, field],
        },
      ];
    }),
  );
}

/** Whether a site is an example itself: then its links may be. */
export const isExample = (domain: string | undefined): boolean => domain !== undefined && isReserved(domain);
