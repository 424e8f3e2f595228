import { AwsFault } from "../aws/fault";
import { CommandError } from "../command-error";
import { Interruption } from "../interruption";
import { cut } from "../list";

const READS = /:(?:Describe|Get|List)/;

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
      return new CommandError(`Ended by ${error.signal}. ${this.soFar("Nothing")}`, error.exitCode);
    }
    if (!(error instanceof AwsFault)) return error;
    const isOpen = !error.isAnswered && !READS.test(error.action);
    return new CommandError(
      isOpen
        ? `${error.message} AWS may have done it all the same.\n${this.soFar("Nothing else")}`
        : `${error.message}\n${this.soFar("Nothing")}`,
    );
  }

  private soFar(nothing: string): string {
    const again = "Run it again: it looks at what AWS has, and does the rest.";
    if (this.done.length === 0) return `${nothing} was changed. ${again}`;
    return ["Changed already:", ...cut(this.done).map((line) => `  ${line}`), again].join("\n");
  }
}
