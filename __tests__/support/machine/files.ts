import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineFiles } from "../../../nginx/machine-files";
import type { Machine } from "./machine";

/** Expects each file of a synth in its place on the machine, byte for byte. */
export function expectFiles({ root }: Machine, { config, others }: MachineFiles): void {
  for (const [path, content] of Object.entries<string | Buffer>({ ...config, ...others })) {
    expect([path, readFileSync(join(root, path)).equals(Buffer.from(content))]).toEqual([path, true]);
  }
}
