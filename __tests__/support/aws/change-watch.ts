import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../listen";

/** The actions by which `sorry` changes something, as AWS calls them. */
const CHANGES =
  /^(?:ModifyRule|UpdateAutoScalingGroup|CreateOrUpdateTags|DeleteTags|(?:At|De)tachLoadBalancer.*|(?:R|Der)egister.*)$/;

export interface ChangeWatch {
  readonly url: string;
  /** The changes that were asked for since the last time, in order. */
  readonly take: () => string[];
  readonly close: () => Promise<void>;
}

/**
 * Stands before the emulated AWS, and is asked before each change: what it says no to never reaches AWS, and its client
 * waits in vain.
 */
export async function watchChanges(
  endpoint: string,
  lets: (action: string, changesBefore: number) => boolean,
): Promise<ChangeWatch> {
  let changes: string[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await text(request);
      const action = new URLSearchParams(body).get("Action") ?? "";
      if (CHANGES.test(action)) {
        if (!lets(action, changes.length)) return;
        changes.push(action);
      }
      const reply = await fetch(new URL(request.url ?? "/", endpoint), {
        method: request.method ?? "POST",
        headers: {
          Authorization: request.headers.authorization ?? "",
          "Content-Type": request.headers["content-type"] ?? "",
        },
        body,
      });
      const type = reply.headers.get("content-type") ?? "text/xml";
      response.writeHead(reply.status, { "Content-Type": type }).end(await reply.text());
    };
    // A client that was killed is no fault.
    answer().catch(() => response.destroy());
  });
  const { url, close } = await listen(server);
  return {
    url,
    close,
    take: () => {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}
