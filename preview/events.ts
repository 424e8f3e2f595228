import type { IncomingMessage, ServerResponse } from "node:http";

/** `state`: the answers may be others; `reload`: the pages are others. */
export type EventName = "state" | "reload";

/** Browsers that listen for changes, by Server-Sent Events. */
export class Events {
  private readonly listeners = new Set<ServerResponse>();

  get count(): number {
    return this.listeners.size;
  }

  /** Keeps the answer open until the browser leaves. */
  subscribe(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      // The pages that listen are of other origins: each domain is one.
      "Access-Control-Allow-Origin": "*",
    });
    // Browsers that lost it (the preview was restarted) come back after this many milliseconds.
    response.write("retry: 1000\n\n");
    this.listeners.add(response);
    request.on("close", () => this.listeners.delete(response));
  }

  send(name: EventName): void {
    for (const response of this.listeners) response.write(`event: ${name}\ndata:\n\n`);
  }

  close(): void {
    for (const response of this.listeners) response.end();
  }
}
