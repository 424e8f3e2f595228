import { type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../listen";
import "./quiet-sdk";

/**
 * How AWS may fail: by an error of this code, by closing the line, by silence, by a yes that nothing comes of, or behind a
 * proxy that answers with a page of its own.
 */
export type AwsFailure =
  | { readonly status: number; readonly code: string; readonly message: string }
  | "hangs up"
  | "is silent"
  | "does nothing"
  | { readonly status: number; readonly page: string };

const refusal = (status: number, code: string, message: string) => ({ status, code, message });

export const DENIED = refusal(
  403,
  "AccessDenied",
  "User: arn:aws:iam::111111111111:user/night is not authorized",
);
export const BROKEN = refusal(500, "InternalFailure", "We are sorry");
/** As AWS says it; the emulated AWS takes out what is not in. */
export const NOT_ATTACHED = refusal(
  400,
  "ValidationError",
  "Trying to remove Load Balancers that are not part of the group",
);
/** As AWS says it; the emulated AWS allows it. */
export const BELOW_MINIMUM = refusal(
  400,
  "ValidationError",
  "Desired capacity:0 must be between the specified min size:2 and max size:6",
);
export const THROTTLED = refusal(400, "Throttling", "Rate exceeded");

/** Fails as AWS does. */
export function fail(failure: AwsFailure, response: ServerResponse): void {
  if (failure === "is silent") return;
  if (failure === "hangs up") {
    response.destroy();
    return;
  }
  if (failure === "does nothing") {
    response.writeHead(200, { "Content-Type": "text/xml" }).end("<Response/>");
    return;
  }
  if ("page" in failure) {
    response.writeHead(failure.status, { "Content-Type": "text/html" }).end(failure.page);
    return;
  }
  const { status, code, message } = failure;
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  response
    .writeHead(status, { "Content-Type": "text/xml" })
    .end(`<ErrorResponse>${error}<RequestId>of-a-test</RequestId></ErrorResponse>`);
}

export interface FailingAws {
  readonly url: string;
  /** The actions that it was asked for. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

/** An AWS that knows who asks (account 111111111111), where that is not what fails, and fails at all else. */
export async function startFailingAws(failure: AwsFailure, from?: "GetCallerIdentity"): Promise<FailingAws> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const action = new URLSearchParams(await text(request)).get("Action") ?? "";
      asked.push(action);
      if (action !== "GetCallerIdentity" || from === action) {
        fail(failure, response);
        return;
      }
      response
        .writeHead(200, { "Content-Type": "text/xml" })
        .end(
          "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
        );
    };
    // A client that gave up is no fault.
    answer().catch(() => response.destroy());
  });
  return { asked, ...(await listen(server)) };
}
