import { PlatformError } from "../../accounts/fault";
import { CommandError } from "../command-error";
import { pc } from "../terminal";
import { goldenAmiCommand } from "./command";

async function main(): Promise<void> {
  try {
    await goldenAmiCommand().parseAsync();
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof PlatformError)) throw error;
    console.error(pc.red(error.message));
    process.exitCode = 1;
  }
}

void main();
