import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AccountConfig } from "../accounts/types";

/** What one account takes: CloudFormation allows 500 resources a stack, and has 4 a site and some for all. */
export const SITES_AN_ACCOUNT = 100;

/** Plain HTML: every site's is the same. */
const PAGE = "bench-page";

/** A page that comes with this project: a template, filled for each site. */
const TEMPLATE = "maintenance";

/** What the programs that build no pages put beside the document. */
const FORMS = {
  "index-503.json": `{"status":503,"title":"Under maintenance"}\n`,
  "index-503.txt": "Under maintenance\n\nWe will be back soon\n",
};

export type PageKind = "plain" | "template";

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Under maintenance</title>
  </head>
  <body>
    <img src="/_sorry/tools.svg" alt="" width="96" height="96" />
    <h1>We will be back soon</h1>
  </body>
</html>
`;

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/></svg>\n`;

/** `count` sites of two domains each, as somebody would write them. */
export function accountsOf(
  count: number,
  kind: PageKind = "plain",
  sitesAnAccount = SITES_AN_ACCOUNT,
): AccountConfig[] {
  return Array.from({ length: Math.ceil(count / sitesAnAccount) }, (_, account) => ({
    name: `account-${account}`,
    id: String(100_000_000_000 + account),
    // Where CloudFormation must have CloudFront's certificate; to Terraform it is all one.
    region: "us-east-1",
    sorryDomain: `sorry-${account}.example.net`,
    sites: Array.from({ length: Math.min(sitesAnAccount, count - account * sitesAnAccount) }, (_, index) => {
      const name = `site-${account}-${index}`;
      return {
        name,
        domains: [`${name}.example.com`, `*.${name}.example.com`],
        page: kind === "plain" ? PAGE : TEMPLATE,
        status: 503,
        retryAfter: "2h",
      };
    }),
  }));
}

/** The files of accounts, by the kind of page that their sites have. */
export type AccountsFiles = Readonly<Record<PageKind, string>>;

/** Writes files of accounts for SORRY_ACCOUNTS and, beside them, the plain page (a document and an image) and its forms. */
export function writeAccounts(
  folder: string,
  count: number,
  sitesAnAccount = SITES_AN_ACCOUNT,
): AccountsFiles {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  write(join(PAGE, "index.html"), HTML);
  write(join(PAGE, "tools.svg"), SVG);
  for (const [name, text] of Object.entries(FORMS)) write(join("forms", name), text);
  return {
    plain: write("accounts.json", JSON.stringify(accountsOf(count, "plain", sitesAnAccount))),
    template: write("templates.json", JSON.stringify(accountsOf(count, "template", sitesAnAccount))),
  };
}
