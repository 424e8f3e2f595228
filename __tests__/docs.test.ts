import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { EXIT_CODES } from "../cli/command-error";
import { program } from "../cli/program";
import { scripts } from "../package.json";
import { ROOT } from "./support/platforms";

/** README.md, and all of docs/ but what is generated. */
const FILES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

const textOf = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** The matches of a pattern's first group in all documents, each with its file. */
const named = (pattern: RegExp) =>
  FILES.flatMap((file) =>
    [...textOf(file).matchAll(pattern)].map(([, first = "", second = ""]) => ({ file, first, second })),
  );

/** As GitHub makes a heading's anchor. */
const anchorsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("what README.md and docs/ name exists:", () => {
  it("files and headings that they link to", () => {
    const links = named(/\]\((?!https?:)([^)\s]*)\)/g);
    expect(links.length).toBeGreaterThan(50);
    const dead = links.filter(({ file, first }) => {
      const [path = "", anchor] = first.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it("scripts that npm run runs", () => {
    const runs = named(/npm run ([\w:-]+)/g);
    expect(runs.length).toBeGreaterThan(5);
    expect(runs.filter(({ first }) => !(first in scripts))).toEqual([]);
  });

  it("commands of sorry, and their options", () => {
    const commands = new Map<string, Command>(program().commands.map((one) => [one.name(), one]));
    const lines = named(/npx sorry ([a-z-]+)([^\n`#,;.)]*)/g);
    expect(lines.length).toBeGreaterThan(5);
    const wrong = lines.filter(({ first, second }) => {
      const options = commands.get(first)?.options.map(({ long }) => long);
      return (
        [...second.matchAll(/--[a-z-]+/g)].some(([flag]) => options?.includes(flag) !== true) || !options
      );
    });
    expect(wrong).toEqual([]);
  });

  it("every document, from docs/README.md on", () => {
    const index = textOf("docs/README.md");
    const others = FILES.filter((file) => file.startsWith("docs/") && file !== "docs/README.md");
    expect(others.filter((file) => !index.includes(`(${file.slice("docs/".length)})`))).toEqual([]);
  });
});

it("docs/costs.md has the figures of its own formula", () => {
  const text = textOf("docs/costs.md");
  const [, server, ...rest] = (
    /a month = ([\d.]+) x servers \+ ([\d.]+) \+ ([\d.]+) \+ ([\d.]+)/.exec(text) ?? []
  ).map(Number);
  const month = (sites: number, hours: number) =>
    2 * (server ?? NaN) +
    rest.reduce((sum, price) => sum + price, 0) +
    Math.max(0, sites * 2 * hours * 3600 - 10_000_000) / 1_000_000;
  const row = (title: string) =>
    (text.split("\n").find((line) => line.startsWith(`| ${title}`)) ?? "").split("|").slice(2, 5).map(Number);
  expect(row("each switched on 8 hours")).toEqual(
    [1, 10, 100].map((sites) => Number(month(sites, 8).toFixed(2))),
  );
  expect(row("each switched on all month")).toEqual(
    [1, 10, 100].map((sites) => Number(month(sites, 730).toFixed(2))),
  );
});

describe("docs/switch.md lists", () => {
  const text = textOf("docs/switch.md");

  it("every exit code of sorry, and no other", () => {
    const codes = [...text.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT_CODES));
  });

  it("every action that a switch asks AWS for, and no other", () => {
    const asked = readdirSync(join(ROOT, "cli", "switch")).flatMap((file) =>
      [...textOf(`cli/switch/${file}`).matchAll(/new (\w+)Command\(|paginate(\w+)\(/g)].map(
        ([, command, list]) => command ?? list,
      ),
    );
    const [, permissions = ""] = /^## Permissions\n(.*?)^## /ms.exec(text) ?? [];
    const listed = [...permissions.matchAll(/`(?:sts|ec2|autoscaling|elasticloadbalancing):(\w+)`/g)].map(
      ([, one]) => one,
    );
    expect(listed.filter((one) => one !== "AssumeRole").sort()).toEqual([...new Set(asked)].sort());
  });
});
