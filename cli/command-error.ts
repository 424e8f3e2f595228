/** What a command can't do, in words for whoever typed it; no stack is shown. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CommandError";
  }
}
