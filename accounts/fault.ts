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

/** A received value as one printable line: quoted, control characters escaped, cut where it is long. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  // JSON escapes control characters only below U+0020; DEL, C1 and bidirectional controls can disturb a terminal too.
  const text = ((JSON.stringify(value) as string | undefined) ?? typeof value).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** A `message` of the usual form; `rule` begins with "must". */
export function expected(rule: string, got: unknown, fix: string): string {
  return `${rule}, got ${show(got)}. ${fix}`;
}
