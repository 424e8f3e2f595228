import { join } from "node:path";
import { type BuiltPage, PageError, type SiteFacts, buildPage, readPage } from "../../modules";
import { SAMPLE_FACTS, UNKNOWN_SITE } from "../../pages/facts";
import { writeFiles } from "./files";
import { SITE_CONTENT } from "./platforms";
import { temporaryFolder } from "./temporary-folder";

/** The repository's page for a domain that is in no account. */
export const genericPage = (): BuiltPage => buildPage(readPage(join(SITE_CONTENT, "generic")), UNKNOWN_SITE);

/** A page that nothing is wrong with, with more in its body. */
export const htmlPage = (body = "<p>Sorry</p>", head = ""): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Sorry</title>${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;

/** The line of `htmlPage` on which its body begins. */
export const BODY_LINE = 9;

type Files = Readonly<Record<string, string | Buffer>>;

/** Pages in folders of their own, for the tests of a file. */
export function pageFolders() {
  const root = temporaryFolder();
  let folders = 0;
  /** Writes a page, whose name is `page`; returns its folder. */
  const folderOf = (files: Files) => writeFiles(join(root, String(folders++), "page"), files);
  const build = (files: Files, facts: SiteFacts = SAMPLE_FACTS): BuiltPage =>
    buildPage(readPage(folderOf(files)), facts);
  return {
    folderOf,
    build,
    /** The built HTML. */
    htmlOf: (files: Files, facts?: SiteFacts): string => build(files, facts).document.bytes.toString(),
    /** What a page is refused for, a line each, without the page's folder. */
    faultsOf: (files: Files, facts?: SiteFacts): string[] => refusalOf(() => build(files, facts)),
  };
}

/** The faults of a page that `act` reads or builds; throws where there are none. */
export function refusalOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof PageError) return error.message.replaceAll("site-content/page/", "").split("\n");
    throw error;
  }
  throw new Error("It was not refused.");
}
