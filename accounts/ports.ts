import { z } from "zod";
import { type Fault, show } from "./fault";
import { must } from "./field";

/** The port that every sorry server listens on: rules send their requests there. */
export const HTTP_PORT = 80;

/** What sorry servers listen on unless the platform says otherwise. */
export const DEFAULT_PORTS: readonly number[] = [HTTP_PORT];

const RULE = must(
  `be ports from 1 to 65535, ${HTTP_PORT} among them, each once, ten at most`,
  `Leave it out for ${show(DEFAULT_PORTS)}, or add what target groups and classic load balancers send requests to.`,
);

const ports = z
  .array(z.int(RULE).min(1, RULE).max(65_535, RULE), RULE)
  .max(10, RULE)
  .refine((list) => list.includes(HTTP_PORT) && new Set(list).size === list.length, RULE);

/** A platform's `ports`, in order. */
export function readPorts(raw: unknown, faults: Fault[]): readonly number[] {
  if (raw === undefined) return DEFAULT_PORTS;
  const result = ports.safeParse(raw, { reportInput: true });
  if (result.success) return [...result.data].sort((a, b) => a - b);
  const [issue] = result.error.issues;
  if (issue !== undefined) {
    const place = issue.path.map((index) => `[${String(index)}]`).join("");
    faults.push({ field: `ports${place}`, message: issue.message });
  }
  return DEFAULT_PORTS;
}
