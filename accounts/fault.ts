/** One thing wrong with what somebody wrote into accounts/ or site-content/. */
export interface Fault {
  /** The account's name, or its place in the list where it has no sound name. @default the whole platform */
  readonly account?: string;
  /** The site's name, or its place in the list. @default the account itself */
  readonly site?: string;
  /** Such as `status` or `domains[1]`. @default the thing itself */
  readonly field?: string;
  /** The rule, the value received and the fix: "must be …, got …. Use …." */
  readonly message: string;
}

/** `accounts/media: site `domain-b`: `status` must be one of 400, 403, …, got 418. Use 503 for maintenance.` */
export function describeFault(fault: Fault): string {
  const where = [
    fault.account === undefined ? "accounts" : `accounts/${fault.account}`,
    ...(fault.site === undefined ? [] : [`site \`${fault.site}\``]),
  ].join(": ");
  return `${where}: ${fault.field === undefined ? "" : `\`${fault.field}\` `}${fault.message}`;
}

/** Thrown with **all** the faults of a platform; its message lists them, a line each. */
export class PlatformError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(describeFault).join("\n"));
    this.name = "PlatformError";
  }
}

const LONGEST_SHOWN = 80;

/** `text` with every character escaped that can disturb a terminal: C0, DEL, C1 and bidirectional controls. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** As JSON where that says it; a module of accounts can hold what JSON has no word for. */
function asText(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json ?? typeof value;
  } catch {
    // It holds a bigint, or itself.
    return typeof value;
  }
}

/** A received value as one printable line: quoted, control characters escaped, cut where it is long. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = printable(asText(value));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** A `message` of the usual form; `rule` begins with "must". */
export function expected(rule: string, got: unknown, fix: string): string {
  return `${rule}, got ${show(got)}. ${fix}`;
}
