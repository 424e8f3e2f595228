import { Command } from "commander";
import { PlatformError } from "../accounts/fault";
import { version } from "../package.json";
import { CommandError, EXIT_CODES } from "./command-error";
import { diffCommand } from "./commands/diff";
import { buildPageCommand } from "./commands/build-page";
import { galleryCommand } from "./commands/gallery";
import { importCommand } from "./commands/import";
import { newPageCommand } from "./commands/new-page";
import { statusCommand } from "./commands/status";
import { offCommand, onCommand } from "./commands/switch";
import { pcError } from "./terminal";

/** The commands, in the order of the help; one file each in commands/, which makes a Command. */
const COMMANDS: readonly (() => Command)[] = [
  statusCommand,
  onCommand,
  offCommand,
  diffCommand,
  importCommand,
  newPageCommand,
  galleryCommand,
  buildPageCommand,
];

/** `sorry`, and all its commands. */
export function program(): Command {
  const sorry = new Command("sorry")
    .description("Sorry pages for any AWS load balancer. SORRY_ACCOUNTS names a file instead of accounts/.")
    .version(version)
    .showHelpAfterError("See sorry --help.");
  for (const make of COMMANDS) sorry.addCommand(make().copyInheritedSettings(sorry));
  return sorry;
}

/** What can't be written stops nothing in the middle: a reader that went away is no failure, a full disk is told. */
export function surviveOutput(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = EXIT_CODES.failed;
    console.error(`The output can't be written: ${error.message}`);
  });
}

/**
 * Runs `sorry`, and tells what is wrong in a line rather than in a stack.
 *
 * @param words what stands behind `sorry` on the command line
 */
export async function sorry(words: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof PlatformError)) throw error;
    console.error(pcError.red(error.message));
    process.exitCode = error instanceof CommandError ? error.exitCode : EXIT_CODES.failed;
  }
}
