import { PlatformError } from "../../accounts/fault";
import { CommandError } from "../command-error";
import { pcError } from "../terminal";
import { goldenAmiCommand } from "./command";

async function main(): Promise<void> {
  try {
    await goldenAmiCommand().parseAsync();
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof PlatformError)) throw error;
    console.error(pcError.red(error.message));
    process.exitCode = 1;
  }
}

void main();
