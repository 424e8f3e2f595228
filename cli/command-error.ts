/** The first line of what went wrong, for a message. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/** What a command ends with. The signals' are what shells say of a command that a signal ended. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  /** As `terraform plan -detailed-exitcode` has it. */
  drift: 2,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** What a command can't do, in words for whoever typed it; no stack is shown. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT_CODES.failed,
  ) {
    super(message);
    this.name = "CommandError";
  }
}
