import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { isEventsHost, liveReload } from "../../preview/live-reload";

const rewrite = liveReload(() => 8000);

const request = (more: object = {}, headers: object = {}) => ({
  method: "GET",
  headers: { "sec-fetch-dest": "document", ...headers },
  ...more,
});
const answer = (type: string | undefined) => ({ headers: { "content-type": type } });

async function changed(body: string): Promise<string> {
  const transform = rewrite(request())?.(answer("text/html; charset=utf-8"));
  if (transform === undefined) throw new Error("not changed");
  transform.end(body);
  return text(transform);
}

test("a page that a browser opens has the script behind it, and nothing of it is changed", async () => {
  const body = "<!doctype html><h1>新聞</h1></html>";
  const seen = await changed(body);
  expect(seen.startsWith(body)).toBe(true);
  expect(seen.slice(body.length)).toMatch(
    /^\n<script>new EventSource\("http:\/\/events-[0-9a-f]{16}\.localhost:8000\/"\)\.addEventListener\("reload", \(\) => location\.reload\(\)\);<\/script>\n$/,
  );
});

test("a page's policy lets the script run and listen, and nothing else", async () => {
  const policy = "default-src 'none'; script-src 'sha256-own='; img-src data:";
  const page = (content: string) =>
    `<title>新聞</title><meta http-equiv="Content-Security-Policy" content="${content}">`;
  const seen = await changed(page(policy));
  const [, script = "", origin = ""] = /<script>(new EventSource\("(.*)\/"\).*)<\/script>/.exec(seen) ?? [];
  const hash = createHash("sha256").update(script).digest("base64");
  expect(seen).toBe(
    `${page(`default-src 'none'; script-src 'sha256-own=' 'sha256-${hash}'; img-src data:; connect-src ${origin}`)}\n<script>${script}</script>\n`,
  );
});

const policyOf = (page: string) => /content="([^"]*)"/.exec(page)?.[1];

test.each([
  ["what it says nothing of stays free", "script-src 'none'", /^script-src 'sha256-[^ ;]+'$/],
  [
    "what its default rules is not taken away",
    "default-src 'self'",
    /^default-src 'self'; script-src 'self' 'sha256-[^ ;]+'; connect-src 'self' http:[^ ;]+$/,
  ],
  [
    "a rule for script elements counts first",
    "script-src 'self'; script-src-elem 'none'",
    /^script-src 'self'; script-src-elem 'sha256-[^ ;]+'$/,
  ],
  ["every script is let through already", "script-src 'unsafe-inline'", /^script-src 'unsafe-inline'$/],
])("a page's own policy: %s", async (_, policy, expected) => {
  const seen = await changed(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  expect(policyOf(seen)).toMatch(expected);
});

test("a policy is found however it is written, and each of several", async () => {
  const seen = await changed(
    "<META content='default-src &#39;none&#39;' HTTP-EQUIV=content-security-policy><p>x</p>" +
      `<meta http-equiv=Content-Security-Policy content="connect-src 'none'"><p>y</p>`,
  );
  expect(seen).toMatch(
    /^<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^"]+; connect-src http:[^"]+"><p>x<\/p><meta http-equiv="Content-Security-Policy" content="connect-src http:[^"]+"><p>y<\/p>\n<script>/,
  );
});

test("each page listens at a host of its own", async () => {
  expect(await changed("")).not.toBe(await changed(""));
});

test.each<[string, object, object]>([
  ["a client that is no browser", {}, { "sec-fetch-dest": undefined }],
  ["a frame", {}, { "sec-fetch-dest": "iframe" }],
  ["a script's fetch", {}, { "sec-fetch-dest": "empty" }],
  ["an image", {}, { "sec-fetch-dest": "image" }],
  ["a HEAD", { method: "HEAD" }, {}],
  ["a form that was sent", { method: "POST" }, {}],
])("%s gets what nginx serves", (_, more, headers) => {
  expect(rewrite(request(more, headers))).toBeUndefined();
});

test.each(["image/svg+xml", "application/json", undefined])("what is no HTML, %p, is left alone", (type) => {
  expect(rewrite(request())?.(answer(type))).toBeUndefined();
});

test.each([
  ["events-0123456789abcdef", true],
  ["events-0123.example.com", false],
  ["events", false],
  ["example.com", false],
])("%s is where pages listen: %p", (host, is) => {
  expect(isEventsHost(host)).toBe(is);
});
