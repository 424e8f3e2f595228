import { version } from "../../package.json";
import { command } from "../support/command";
import { ROOT } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

const elsewhere = temporaryFolder();
const sorry = (...words: string[]) => command(`${ROOT}/cli/sorry.cjs`, words, { cwd: elsewhere });

it("npx sorry is there in the checkout, and says its version", async () => {
  const outcome = await command("npx", ["--no-install", "sorry", "--version"], { cwd: ROOT });
  expect(outcome).toMatchObject({ status: 0, stdout: `${version}\n` });
});

it("sorry runs from any folder, and its help names it", async () => {
  const { status, stdout } = await sorry("--help");
  expect([status, stdout.split(" ").slice(0, 2)]).toEqual([0, ["Usage:", "sorry"]]);
});

it("an option that there is none of is named, with exit code 1", async () => {
  const { status, stderr } = await sorry("--nothing");
  expect([status, stderr]).toEqual([1, "error: unknown option '--nothing'\nSee sorry --help.\n"]);
});
