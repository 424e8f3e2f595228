import type { Command } from "commander";
import { previewCommand } from "../../preview/command";

/** The command, which tells its errors to the test instead of ending the process; it runs nothing. */
function command(): { preview: Command; said: string[] } {
  const said: string[] = [];
  const preview = previewCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => said.push(text), writeOut: (text) => said.push(text) })
    .action(() => undefined);
  return { preview, said };
}

const parse = (...args: string[]) => command().preview.parse(args, { from: "user" }).opts();

test("by default: port 8000, reloading, opening a browser", () => {
  expect(parse()).toEqual({ port: 8000, reload: true, open: true });
});

test("all of it can be chosen", () => {
  expect(
    parse("-p", "80", "--accounts", "a.json", "--artifacts", "cdktf.out", "--no-reload", "--no-open"),
  ).toEqual({ port: 80, accounts: "a.json", artifacts: "cdktf.out", reload: false, open: false });
});

test.each(["0", "65535", "eighty", "-1", "80.5", "0x50", ""])(
  "a port that is none, %j, is refused",
  (port) => {
    const { preview, said } = command();
    expect(() => preview.parse([`--port=${port}`], { from: "user" })).toThrow(
      "must be a number from 1 to 65534",
    );
    expect(said.join("")).toContain("It must be a number from 1 to 65534.");
  },
);

test.each([["--prot"], ["surplus"]])("what it does not know is refused: %s", (word) => {
  expect(() => command().preview.parse([word], { from: "user" })).toThrow();
});

test("--help tells how domains, wildcards and internationalized domains are written", () => {
  const { preview, said } = command();
  expect(() => preview.parse(["--help"], { from: "user" })).toThrow();
  const help = said.join("");
  for (const part of [
    ...["--port", "--accounts", "--artifacts", "--no-reload", "--no-open", "SORRY_ACCOUNTS"],
    ...["http://anything.example.com.localhost:8000/", "http://新聞.example.org.localhost:8000/"],
  ]) {
    expect(help).toContain(part);
  }
});
