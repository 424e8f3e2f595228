import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../listen";
import { type AwsFailure, fail } from "./failures";

/** The actions by which `sorry` changes something, as AWS calls them. */
const CHANGES =
  /^(?:ModifyRule|UpdateAutoScalingGroup|CreateOrUpdateTags|DeleteTags|(?:At|De)tachLoadBalancer.*|(?:R|Der)egister.*)$/;

export interface ChangeWatch {
  readonly url: string;
  /** The changes that were asked for since the last time, in order. */
  readonly take: () => string[];
  readonly close: () => Promise<void>;
}

/** How a call fails, how its answer gets lost, though it was done, or what its answer becomes; undefined where it is as it is. */
export type Fate =
  | AwsFailure
  | "is done, and hangs up"
  | "is done, and is silent"
  | { readonly answer: (xml: string) => string }
  | undefined;

const isFailure = (fate: Fate): fate is AwsFailure =>
  typeof fate === "object" ? !("answer" in fate) : fate !== undefined && !fate.startsWith("is done");

/** Stands before the emulated AWS, and is asked before each call: what is to fail never reaches AWS. */
export async function watchChanges(
  endpoint: string,
  fateOf: (action: string, changesBefore: number) => Fate | Promise<Fate>,
): Promise<ChangeWatch> {
  let changes: string[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await text(request);
      const action = new URLSearchParams(body).get("Action") ?? "";
      const fate = await fateOf(action, changes.length);
      if (isFailure(fate)) {
        fail(fate, response);
        return;
      }
      if (CHANGES.test(action)) changes.push(action);
      const reply = await fetch(new URL(request.url ?? "/", endpoint), {
        method: request.method ?? "POST",
        headers: {
          Authorization: request.headers.authorization ?? "",
          "Content-Type": request.headers["content-type"] ?? "",
        },
        body,
      });
      const xml = await reply.text();
      if (fate === "is done, and hangs up") response.destroy();
      if (typeof fate === "string") return;
      const type = reply.headers.get("content-type") ?? "text/xml";
      response.writeHead(reply.status, { "Content-Type": type }).end(fate?.answer(xml) ?? xml);
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
