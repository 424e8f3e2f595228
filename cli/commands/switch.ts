import { stdin, stderr } from "node:process";
import { createInterface } from "node:readline";
import { Command, InvalidArgumentError } from "commander";
import type { SwitchState } from "../../accounts/load-balancer";
import { accountOfSites, readPlatform } from "../accounts";
import { CommandError } from "../command-error";
import { interruptible } from "../interruption";
import { enterAccount } from "../switch/access";
import { type Change, changeText, makeChange, planChange, switchLine } from "../switch/change";
import { viewAccount } from "../switch/view";
import { pc, pcError } from "../terminal";
import { statusJson, statusText } from "./status";

interface Flags {
  readonly account?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly percent?: number;
}

function readPercent(text: string): number {
  const percent = Number(text);
  if (/^\d{1,2}$/.test(text) && percent >= 1) return percent;
  throw new InvalidArgumentError("It must be a whole number from 1 to 99.");
}

/** What somebody types at a question; undefined where they end the input instead (Ctrl-D). */
async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const terminal = createInterface({ input: stdin, output: stderr });
  const close = () => {
    terminal.close();
  };
  signal.addEventListener("abort", close);
  try {
    return await new Promise((resolve) => {
      // The terminal hands its keys over, Ctrl-C among them.
      terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      terminal.once("close", () => {
        resolve(undefined);
      });
      terminal.question(question, resolve);
    });
  } finally {
    signal.removeEventListener("abort", close);
    terminal.close();
  }
}

async function confirm({ view: { account }, sites, state }: Change, signal: AbortSignal): Promise<void> {
  if (!stdin.isTTY) {
    throw new CommandError("Nobody can be asked here whether it is meant: add --yes. Nothing was changed.");
  }
  const question = `Switch ${sites.join(", ")} to ${state} in ${account.name} (${account.id})? [y/N] `;
  const answer = await ask(question, signal);
  // The cursor is behind the question still.
  if (answer === undefined) stderr.write("\n");
  signal.throwIfAborted();
  if (!/^\s*y(?:es)?\s*$/i.test(answer ?? "")) throw new CommandError("Nothing was changed.");
}

const say = (line: string) => {
  // Progress, so that --json is alone on the other stream.
  console.error(pcError.dim(line));
};

async function run(
  sites: readonly string[],
  state: SwitchState,
  flags: Flags,
  signal: AbortSignal,
): Promise<void> {
  const names = [...new Set(sites)];
  const { accounts, ports } = readPlatform();
  const account = accountOfSites(accounts, names, flags.account);
  if (account.fleet === undefined) {
    throw new CommandError(`accounts/${account.name} has no \`fleet\`, so nothing can be switched there.`);
  }
  const access = await enterAccount(account, {}, signal);
  const look = async () => planChange(await viewAccount(access, account, ports), names, state);
  let change = await look();
  let plan = changeText(change);
  const isAsked = flags.dryRun !== true && flags.yes !== true;
  for (let agreed = ""; isAsked && plan.length > 0 && plan.join("\n") !== agreed;) {
    if (agreed !== "") say("Meanwhile that has changed. Now it is:");
    for (const line of plan) say(line);
    await confirm(change, signal);
    agreed = plan.join("\n");
    // It may have been a long time.
    change = await look();
    plan = changeText(change);
  }
  const isDryRun = flags.dryRun === true;
  let after = change.view;
  if (plan.length > 0 && !isDryRun) {
    signal.addEventListener("abort", () => {
      say("Ending as soon as AWS has answered. Once more ends at once.");
    });
    after = await makeChange(access, change, say);
  }
  const { line, isSaid } = switchLine(after, names, state);
  if (flags.json === true) {
    console.log(JSON.stringify({ isDryRun, changes: plan, ...statusJson(after), line }, null, 2));
    return;
  }
  if (plan.length === 0) console.log(`${names.join(", ")}: ${state} already.`);
  else if (isDryRun) console.log(["It would change:", ...plan.map((one) => `  ${one}`)].join("\n"));
  console.log(`${statusText(after)}\n`);
  if (isSaid) return;
  // A deploy sets the listeners' rules, and leaves alone who is behind a load balancer that is switched as a whole.
  const isDeployed = after.listeners.some((listener) =>
    listener.sites.some(({ name }) => names.includes(name)),
  );
  const why = isDeployed ? "or the next deploy undoes it" : "so that sorry diff finds nothing to name";
  console.log(
    `${isDryRun ? "Then" : "Now"} commit this in accounts/${account.name}, ${why}:\n  ${pc.bold(line)}`,
  );
}

const switchSites = (sites: readonly string[], state: SwitchState, flags: Flags) =>
  interruptible((signal) => run(sites, state, flags, signal));

const withFlags = (command: Command): Command =>
  command
    .argument("<site...>", "names of sites of one account")
    .option("--account <name>", "the sites' account, where several have such sites")
    .option("--dry-run", "say what would change, and change nothing")
    .option("-y, --yes", "do not ask")
    .option("--json", "for programs");

/** `sorry on`. */
export const onCommand = (): Command =>
  withFlags(new Command("on"))
    .description("Sends the sites' requests to the sorry servers, once one of those is healthy.")
    .option("--percent <number>", "only this share of the requests", readPercent)
    .action((sites: string[], flags: Flags) =>
      switchSites(sites, flags.percent === undefined ? "on" : `${flags.percent}%`, flags),
    );

/** `sorry off`. */
export const offCommand = (): Command =>
  withFlags(new Command("off"))
    .description("Gives the sites back to their web servers.")
    .action((sites: string[], flags: Flags) => switchSites(sites, "off", flags));
