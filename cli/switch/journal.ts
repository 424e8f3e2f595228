import { AwsFault } from "../aws/fault";
import { CommandError } from "../command-error";
import { Interruption } from "../interruption";
import { cut } from "../list";

/** What a change does, told as it happens, and kept for whoever must know how far it came. */
export class Journal {
  private readonly done: string[] = [];

  /** @param say is told of each step */
  constructor(readonly say: (line: string) => void) {}

  /** Something was changed. */
  did(line: string): void {
    this.done.push(line);
    this.say(line);
  }

  /** An error that ends the change midway, with how far it came; any other as it is. */
  told(error: unknown): unknown {
    if (error instanceof Interruption) {
      const { signal, open, exitCode } = error;
      const gone =
        open === undefined
          ? this.soFar("Nothing")
          : `AWS gave no answer to ${open}, and may have done it all the same.\n${this.soFar("Nothing else")}`;
      return new CommandError(`Ended by ${signal}. ${gone}`, exitCode);
    }
    if (error instanceof AwsFault) {
      const open = error.isOpen ? " AWS may have done it all the same." : "";
      return new CommandError(
        `${error.message}${open}\n${this.soFar(error.isOpen ? "Nothing else" : "Nothing")}`,
      );
    }
    // It says itself what is to be done.
    return error instanceof CommandError && this.done.length > 0
      ? new CommandError([error.message, ...this.changed()].join("\n"), error.exitCode)
      : error;
  }

  private changed(): string[] {
    return ["Changed already:", ...cut(this.done).map((line) => `  ${line}`)];
  }

  private soFar(nothing: string): string {
    const again = "Run it again: it looks at what AWS has, and does the rest.";
    if (this.done.length === 0) return `${nothing} was changed. ${again}`;
    return [...this.changed(), again].join("\n");
  }
}
