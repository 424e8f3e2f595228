import { readFileSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Events } from "../events";
import type { Gallery } from "../gallery/gallery";
import { messageOf } from "../message-of";
import { type DashboardState, dashboardPage } from "./page";

export interface DashboardOptions {
  readonly state: () => DashboardState;
  /** Asks everything anew. */
  readonly refresh: () => Promise<void>;
  readonly events: Events;
  /** @returns false where there is no such switch or position */
  readonly turn: (id: string, position: string) => Promise<boolean>;
  /** Replaces the sorry server. */
  readonly restart: () => Promise<void>;
  /** The pages' contact sheet. @default none: a synth's output has no pages' folders */
  readonly gallery?: Gallery;
}

const FILES: Readonly<Record<string, string>> = {
  "/style.css": "text/css; charset=utf-8",
  "/client.js": "text/javascript; charset=utf-8",
  "/icon.svg": "image/svg+xml",
};

/** The page comes after so long, with the answers that there are. */
const PATIENCE_MILLISECONDS = 1_500;

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-src http://*.localhost:*; frame-ancestors 'none'; base-uri 'none'",
    // "no-referrer" would hide where a form comes from, too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

/** A form that another site sent: this server listens to every page that a browser of this machine opens. */
const isForeign = ({ headers }: IncomingMessage) =>
  headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ""}`;

/** So that somebody who sends without end does not fill the memory. */
const LONGEST_FORM = 1_000;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (Number(request.headers["content-length"] ?? Infinity) > LONGEST_FORM) return new URLSearchParams();
  return new URLSearchParams(await text(request));
}

/** Answers for the dashboard's own host. */
export function dashboard(options: DashboardOptions): RequestListener {
  const { state, refresh, events, turn, restart, gallery } = options;
  const post = async (path: string, request: IncomingMessage, response: ServerResponse) => {
    if (isForeign(request)) {
      send(response, 403, "text/plain", "Only the dashboard itself may do that.\n");
      return;
    }
    const form = await readForm(request);
    if (path === "/restart") await restart();
    else if (path !== "/switch" || !(await turn(form.get("switch") ?? "", form.get("position") ?? ""))) {
      send(response, 404, "text/plain", "There is no such switch.\n");
      return;
    }
    events.send("state");
    // A form goes back to the dashboard; the dashboard's script is there already.
    if (request.headers["sec-fetch-dest"] === "empty") response.writeHead(204).end();
    else response.writeHead(303, { Location: "/", "Content-Length": 0 }).end();
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [pathname = "", ...query] = (request.url ?? "/").split("?");
    if (request.method === "POST") {
      await post(pathname, request, response);
      return;
    }
    if (pathname === "/events") {
      events.subscribe(request, response);
      return;
    }
    if (pathname === "/gallery" && gallery !== undefined) {
      await gallery.answer(request, response);
      return;
    }
    const type = FILES[pathname];
    if (type !== undefined) {
      send(response, 200, type, readFileSync(join(__dirname, pathname)));
      return;
    }
    if (pathname !== "/") {
      send(response, 404, "text/plain", "Nothing here. The dashboard is at /.\n");
      return;
    }
    // What is on the screen already is not waited for again: its script asks after each round.
    if (query.length === 0)
      await Promise.race([refresh(), sleep(PATIENCE_MILLISECONDS, undefined, { ref: false })]);
    send(response, 200, "text/html; charset=utf-8", dashboardPage(state()));
  };
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, "text/plain", `${messageOf(error)}\n`);
      else response.destroy();
    });
  };
}
