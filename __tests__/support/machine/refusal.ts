import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Template, bake, linesOf } from "./bake";
import type { Machine } from "./machine";

/** Expects the bake to stop with `message`, an exit code other than 0, and nothing made. */
export async function expectRefusal(machine: Machine, broken: Template, message: string): Promise<void> {
  const outcome = await bake(machine, broken);
  const lines = linesOf(outcome);
  expect(lines.filter((line) => line.startsWith("sorry-server:")).at(-1)).toBe(message);
  expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^Build 'null\.machine' errored/)]));
  expect(outcome.status).toBe(1);
  expect(existsSync(join(broken.folder, "manifest.json"))).toBe(false);
}
