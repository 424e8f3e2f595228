import { join } from "node:path";
import { describeFault } from "../../accounts/fault";
import { loadAccounts } from "../../accounts/load";
import { refusal } from "../support/faults";
import { writeFiles } from "../support/files";
import { ROOT, SITE_CONTENT, SMALLEST, accountConfig, platformOf } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

const root = temporaryFolder();
const LIST = JSON.stringify([SMALLEST]);

/** Writes a file of accounts into a folder of its own. */
let folders = 0;
const written = (name: string, content: string, others: Record<string, string> = {}) =>
  join(writeFiles(join(root, String(folders++)), { [name]: content, ...others }), name);

test.each([
  ["JSON", "accounts.json", LIST],
  ["TypeScript", "accounts.ts", `const accounts: readonly object[] = ${LIST};\nexport default accounts;`],
  ["JavaScript", "accounts.js", `module.exports = ${LIST};`],
  ["JavaScript that was compiled from a module", "accounts.js", `exports.default = ${LIST};`],
  ["CommonJS", "accounts.cjs", `module.exports = ${LIST};`],
])("accounts are read from %s", (_, name, content) => {
  const { faults, platform } = loadAccounts(written(name, content), SITE_CONTENT);
  expect(faults).toEqual([]);
  expect(platform).toEqual(platformOf([SMALLEST]));
});

test("a module of accounts may import others", () => {
  const file = written("accounts.ts", 'import { all } from "./all";\nexport default all;', {
    "all.ts": `export const all = ${LIST};`,
  });
  expect(loadAccounts(file, SITE_CONTENT).faults).toEqual([]);
});

test("a file that loads is checked", () => {
  const file = written("accounts.json", JSON.stringify([accountConfig({ id: "1" })]));
  expect(loadAccounts(file, SITE_CONTENT).faults.map(describeFault)).toEqual([
    'accounts/corporate: `id` must be a string of 12 digits, got "1". Put the id between quotes.',
  ]);
});

test("the repository's own accounts load", () => {
  const { platform } = loadAccounts(join(ROOT, "accounts", "index.ts"), SITE_CONTENT);
  expect(platform?.accounts.map(({ name }) => name)).toEqual(["corporate", "media"]);
});

const ENDINGS = "must come from a file that ends in .ts, .js, .cjs, .json";

test.each([
  [
    "an empty name",
    "",
    'must come from a file, got "". Unset SORRY_ACCOUNTS for the repository\'s own accounts/.',
  ],
  ["another ending", "accounts.yaml", `${ENDINGS}, got "accounts.yaml". Set SORRY_ACCOUNTS to one.`],
  ["no ending", "accounts", `${ENDINGS}, got "accounts". Set SORRY_ACCOUNTS to one.`],
  [
    "a file that is not there",
    "nowhere/accounts.json",
    'must come from a file that exists, got "nowhere/accounts.json". Check SORRY_ACCOUNTS.',
  ],
])("%s is refused", (_, file, message) => {
  expect(refusal(() => loadAccounts(file, SITE_CONTENT))).toEqual([{ message }]);
});

test.each([
  ["JSON that ends too early", "accounts.json", "[", "Unexpected end of JSON input"],
  ["a terminal's escape for JSON", "accounts.json", "\u001b[31m", "Unexpected token '\\u001b', "],
  ["a module that throws", "accounts.cjs", 'throw new Error("Not today.\\nAt all.");', "(Not today.)"],
  ["a module that throws what is no error", "accounts.cjs", 'throw "Not today.";', "(Not today.)"],
  [
    "a module that imports what is not there",
    "accounts.ts",
    'import "./nowhere";',
    "Cannot find module './nowhere'",
  ],
  ["a module with a bad syntax", "accounts.cjs", "module.exports = [", "(Unexpected "],
  ["TypeScript with a bad syntax", "accounts.ts", "export default [ { oops oops } ];", "Expected "],
])("%s is refused in one printable line that names the file and the reason", (_, name, content, reason) => {
  const file = written(name, content);
  const [fault, ...others] = refusal(() => loadAccounts(file, SITE_CONTENT));
  expect(others).toEqual([]);
  expect(fault).toEqual({ message: expect.stringContaining(reason) as string });
  expect(fault?.message).toMatch(
    /^must come from a file that loads \(\P{Cc}+\), got "\P{Cc}+"\. Mend accounts\.\w+\.$/u,
  );
  expect(fault?.message).toContain(name);
});

test("a module may name what concerns all accounts beside them", () => {
  const image = "export const image = { architectures: ['arm64'] };";
  const file = written("accounts.ts", `export const accounts = ${LIST};\n${image}`);
  const { faults, platform } = loadAccounts(file, SITE_CONTENT);
  expect(faults).toEqual([]);
  expect(platform?.image.architectures).toEqual(["arm64"]);
});

test("a file that holds no list is told so", () => {
  const file = written("accounts.ts", `export const list = ${LIST};`);
  expect(loadAccounts(file, SITE_CONTENT).faults.map(describeFault)).toEqual([
    expect.stringMatching(/^accounts: must be a list of one account at least, got \{"list":\[/) as string,
  ]);
});

describe("a page is looked for", () => {
  const pageFolderOf = (others: Record<string, string>) => {
    const file = written("accounts.json", LIST, others);
    const { sites } = loadAccounts(file, SITE_CONTENT);
    return { folder: join(file, ".."), found: sites[0]?.pageFolder };
  };

  test("beside the file, first", () => {
    const { folder, found } = pageFolderOf({
      "maintenance/index.html": "beside",
      "site-content/maintenance/index.html": "below",
    });
    expect(found).toBe(join(folder, "maintenance"));
  });

  test("in a site-content/ beside the file, then", () => {
    const { folder, found } = pageFolderOf({ "site-content/maintenance/index.html": "below" });
    expect(found).toBe(join(folder, "site-content", "maintenance"));
  });

  test("in the repository's, last", () => {
    expect(pageFolderOf({}).found).toBe(join(SITE_CONTENT, "maintenance"));
  });

  test("by the site's name beside the file before maintenance in the repository's", () => {
    const { page, ...site } = SMALLEST.sites[0];
    expect(page).toBe("maintenance");
    const file = written("accounts.json", JSON.stringify([{ ...SMALLEST, sites: [site] }]), {
      "domain-a/index.html": "beside",
    });
    const { sites } = loadAccounts(file, SITE_CONTENT);
    expect(sites.map(({ page, pageFolder }) => [page, pageFolder])).toEqual([
      ["domain-a", join(file, "..", "domain-a")],
    ]);
  });
});
