import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";

export interface Conversation {
  readonly process: ChildProcess;
  /** All that it has said so far, on both streams. */
  readonly heard: () => string;
  /** Fulfilled once it has said this, so often if it is to be said again. */
  readonly says: (text: string, times?: number) => Promise<void>;
  /** Its exit code, once it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts a program that is answered while it runs: its standard input stays open. */
export function converse(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Conversation {
  const child = spawn(name, args, { env: { ...process.env, ...env }, stdio: "pipe" });
  let heard = "";
  const speaks = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
      speaks.emit("data");
    });
  }
  const ended = once(child, "close").then(([code]) => code as number | null);
  const says = async (text: string, times = 1) => {
    const isSaid = () => heard.split(text).length > times;
    while (!isSaid()) {
      const isOver = await Promise.race([ended.then(() => true), once(speaks, "data").then(() => false)]);
      if (isOver && !isSaid()) throw new Error(`It never said ${text}, but:\n${heard}`);
    }
  };
  return { process: child, heard: () => heard, says, ended };
}

/** Starts a line of a shell on a terminal of its own: what is written to its standard input are keys. */
export const converseOnTerminal = (line: string, env: NodeJS.ProcessEnv): Conversation =>
  converse("script", ["--quiet", "--return", "--command", line, "/dev/null"], env);
