import { type FileHandle, open } from "node:fs/promises";

/** A line of a sorry server's access log, as far as the preview reads it. */
export interface LogLine {
  readonly host: string;
  readonly uri: string;
  readonly status: number;
  /** Where the page came from: `fresh`, `cached`, `stale`, `baked`; empty for what is no page. */
  readonly source: string;
}

/** Reads what was added to a log since it was read last; nothing of one that is gone, with its server. */
export class LogTail {
  private offset = 0;
  private rest = "";

  constructor(readonly file: string) {}

  private async open(): Promise<FileHandle | undefined> {
    try {
      return await open(this.file, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async read(): Promise<LogLine[]> {
    const handle = await this.open();
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      const added = Buffer.alloc(Math.max(0, size - this.offset));
      await handle.read(added, 0, added.length, this.offset);
      this.offset = size;
      const lines = (this.rest + added.toString("utf8")).split("\n");
      this.rest = lines.pop() ?? "";
      return lines.map((line) => JSON.parse(line) as LogLine);
    } finally {
      await handle.close();
    }
  }
}
