import { sorry } from "../../cli/program";

/** What came of a `sorry` command. */
export interface Told {
  readonly status: typeof process.exitCode;
  readonly stdout: string;
  readonly stderr: string;
}

// By a call, as TypeScript believes that it is still what was just assigned.
const exitCode = () => process.exitCode;

/**
 * Runs `sorry` in this process, with the environment that a person would have.
 *
 * @param words what stands behind `sorry` on the command line
 * @param environment set while it runs; undefined takes a variable away
 */
export async function runSorry(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Told> {
  const out: string[] = [];
  const errors: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((text = "") => void out.push(String(text)));
  const error = jest
    .spyOn(console, "error")
    .mockImplementation((text = "") => void errors.push(String(text)));
  const before = { ...process.env };
  try {
    for (const [name, value] of Object.entries<string | undefined>(environment)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    process.exitCode = 0;
    await sorry(words);
    return { status: exitCode(), stdout: out.join("\n"), stderr: errors.join("\n") };
  } finally {
    process.exitCode = 0;
    for (const name of Object.keys(process.env)) {
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, before);
    log.mockRestore();
    error.mockRestore();
  }
}
