import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AccountConfig } from "../accounts/types";

/** What one account takes: CloudFormation allows 500 resources a stack, and has 4 a site and some for all. */
export const SITES_AN_ACCOUNT = 100;

const PAGE = "bench-page";

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
export function accountsOf(count: number): AccountConfig[] {
  return Array.from({ length: Math.ceil(count / SITES_AN_ACCOUNT) }, (_, account) => ({
    name: `account-${account}`,
    id: String(100_000_000_000 + account),
    // Where CloudFormation must have CloudFront's certificate; to Terraform it is all one.
    region: "us-east-1",
    sorryDomain: `sorry-${account}.example.net`,
    sites: Array.from(
      { length: Math.min(SITES_AN_ACCOUNT, count - account * SITES_AN_ACCOUNT) },
      (_, index) => {
        const name = `site-${account}-${index}`;
        return {
          name,
          domains: [`${name}.example.com`, `*.${name}.example.com`],
          page: PAGE,
          status: 503,
          retryAfter: "2h",
        };
      },
    ),
  }));
}

/**
 * Writes a file of accounts for SORRY_ACCOUNTS and, beside it, the page of every site: a document and an image.
 *
 * @returns the path of the file
 */
export function writeAccounts(folder: string, count: number): string {
  const page = join(folder, PAGE);
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, "index.html"), HTML);
  writeFileSync(join(page, "tools.svg"), SVG);
  const file = join(folder, "accounts.json");
  writeFileSync(file, JSON.stringify(accountsOf(count)));
  return file;
}
