import { once } from "node:events";
import { type IncomingMessage, get } from "node:http";
import { join } from "node:path";
import { writeFiles } from "../support/files";
import { htmlPage } from "../support/pages";
import { SMALLEST } from "../support/platforms";
import { PreviewUnderTest } from "../support/running-preview";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(120_000);

const folder = temporaryFolder();
const running = new PreviewUnderTest();

beforeAll(async () => {
  writeFiles(folder, {
    "accounts.json": JSON.stringify([SMALLEST]),
    "maintenance/index.html": htmlPage("<h1>Down</h1>"),
    "site-content/a-broken-one/index.html": "<!doctype html><title>t</title>",
  });
  await running.start({ accountsFile: join(folder, "accounts.json") });
});
afterAll(() => running.stop());

/** The gallery as it comes in, until it has what was waited for. */
async function galleryUntil(
  isEnough: (text: string) => boolean,
): Promise<IncomingMessage & { text: string }> {
  const request = get({ port: running.port, path: "/gallery", host: "127.0.0.1" });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of response.setEncoding("utf8")) {
    text += String(piece);
    if (isEnough(text)) break;
  }
  return Object.assign(response, { text });
}

test("the dashboard's gallery shows the pages one after the other, and what is wrong with one", async () => {
  const { statusCode, headers, text } = await galleryUntil((text) =>
    /id="title-closed"[^]*<\/section>/.test(text),
  );
  expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; img-src data:; style-src 'sha256-/,
  );
  const [head = "", broken = "", closed = ""] = text.split("<section");
  expect(head).toContain('<a href="#maintenance">maintenance</a>');
  expect(broken).toContain("site-content/a-broken-one/index.html:1 ");
  expect(broken).not.toContain("<img");
  // Three languages, two schemes, two devices.
  expect(closed.match(/<img src="data:image\/png;base64,/g)).toHaveLength(12);
});

test("no page of another site can have the gallery made", async () => {
  const answer = await running.dashboard({ path: "/gallery", headers: { "Sec-Fetch-Site": "cross-site" } });
  expect([answer.status, answer.body.toString()]).toEqual([
    403,
    "The gallery is opened from the dashboard.\n",
  ]);
});

test("a browser that there is none of is said, and the dashboard goes on", async () => {
  const before = process.env["CHROMIUM"];
  process.env["CHROMIUM"] = join(folder, "no-browser");
  try {
    const answer = await running.dashboard({ path: "/gallery" });
    expect([answer.status, answer.body.toString()]).toEqual([
      503,
      `CHROMIUM must name a browser, got ${join(folder, "no-browser")}, which is not there. Install Chromium (Debian: apt-get install chromium), or name another one.\n`,
    ]);
  } finally {
    if (before === undefined) delete process.env["CHROMIUM"];
    else process.env["CHROMIUM"] = before;
  }
  expect((await running.dashboard()).status).toBe(200);
});
