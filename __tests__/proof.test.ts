import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./support/platforms";
import { temporaryFolder } from "./support/temporary-folder";
import { testNames } from "./support/test-names";
import { writeFiles } from "./support/files";

/** A row of docs/proof.md. */
interface Proof {
  readonly part: string;
  /** Below the repository's root. */
  readonly file: string;
  readonly test: string;
}

const ROW = /^\| (?<part>.+?) +\| \[[^\]]+\]\(\.\.\/(?<file>[^)]+)\) +\| (?<test>.+?) +\|$/;

function proofs(): Proof[] {
  const text = readFileSync(join(ROOT, "docs", "proof.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("|") && !/^\| (?:part|-+) /.test(line));
  return rows.map((row) => {
    const { part, file, test } = ROW.exec(row)?.groups ?? {};
    if (part === undefined || file === undefined || test === undefined) throw new Error(`No row: ${row}`);
    return { part, file, test };
  });
}

/** What the system consists of, in words of docs/proof.md. */
const PARTS = [
  ...[
    "virtual.conf",
    "one master config",
    "HTTPS redirect",
    "empty gif",
    "any server behind any load balancer",
  ],
  ...["CloudFront distribution a site", "custom error", "S3 bucket", "ACM wildcard", "chosen status"],
  ...["golden AMI", "killed deploy", "a full disk", "an outage of CloudFront or DNS"],
];

describe("docs/proof.md", () => {
  it.each(PARTS)("names what shows: %s", (part) => {
    expect(proofs().filter((proof) => proof.part.includes(part))).not.toEqual([]);
  });

  it("names files that jest runs", () => {
    const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
    const listed = execFileSync(process.execPath, [jest, "--listTests", "--json"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const files = (JSON.parse(listed) as string[]).map((file) => relative(ROOT, file));
    const named = [...new Set(proofs().map(({ file }) => file))];
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  it("names tests that are in their file, once", () => {
    const files = new Map(proofs().map(({ file }) => [file, testNames(join(ROOT, file))]));
    const isThere = ({ file, test }: Proof) => files.get(file)?.filter((name) => name === test).length === 1;
    expect(proofs().filter((proof) => !isThere(proof))).toEqual([]);
  });
});

describe("the names of a file's tests", () => {
  const folder = writeFiles(temporaryFolder(), {
    "some.test.ts": `
      describe("a group", () => {
        // it("is no test", () => {});
        const text = 'it("is text", () => {})';
        it("is a test", () => { test("within a test is none", () => {}); });
        describe.each<[string]>([["x"]])("with %s", (x) => {
          it.each([[1], [2]])(\`counts to %i\`, () => {});
        });
        it(text, () => {});
        it.each([["it"]]);
      });
      test("alone", () => {});
      somebody("else", () => { fit("not ours", () => {}); });
    `,
  });

  it("are those of its tests alone, with their groups'", () => {
    expect(testNames(join(folder, "some.test.ts"))).toEqual([
      "a group › is a test",
      "a group › with %s › counts to %i",
      "alone",
    ]);
  });
});
