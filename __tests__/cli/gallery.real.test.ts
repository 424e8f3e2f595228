import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { gallery } from "../../cli/commands/gallery";
import { command } from "../support/command";
import { ROOT } from "../support/platforms";
import { temporaryFolder } from "../support/temporary-folder";
import { useBrowser } from "../support/use-browser";

jest.setTimeout(120_000);

const folder = temporaryFolder();
const from = join(folder, "site-content");
const HEAD = `<meta charset="utf-8"><meta name="viewport" content="width=device-width">`;

function page(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(from, name), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(from, name, file), content);
}

page("plain", { "index.html": `<!doctype html><html lang="en"><head>${HEAD}<title>t</title><h1>Plain</h1>` });
page("spoken", {
  "index.html": `<!doctype html><html lang="en"><head>${HEAD}<title>t</title>
<style>:root { color-scheme: light dark }</style>
{% for l in languages %}<article lang="{{ l.lang }}" dir="{{ l.dir }}"><h1>{{ l.title }}</h1></article>{% endfor %}`,
  "page.json": JSON.stringify({
    languages: { en: { title: "Sorry", message: "a" }, ar: { title: "عذراً", message: "b" } },
  }),
});

const browser = useBrowser();

interface Picture {
  readonly alt: string;
  readonly width: number;
  readonly source: string;
}

/** What a browser shows of the sheet. */
async function pictures(file: string): Promise<Picture[]> {
  const tab = await browser().newPage({ viewport: { width: 1200, height: 800 } });
  try {
    const complaints: string[] = [];
    tab.on("console", (message) => complaints.push(message.text()));
    await tab.goto(pathToFileURL(file).href);
    await tab.evaluate(axe.source);
    const faults: unknown = await tab.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id }) => id))",
    );
    expect([complaints, faults]).toEqual([[], []]);
    return await tab.evaluate<Picture[]>(
      "[...document.images].map(({ alt, naturalWidth, src }) => ({ alt, width: naturalWidth, source: src }))",
    );
  } finally {
    await tab.close();
  }
}

describe("sorry gallery", () => {
  it("shows every page in each of its languages, light and dark, on a desk and on a phone", async () => {
    const out = join(folder, "gallery.html");
    const said: string[] = [];
    await gallery([], { from, out }, (line) => said.push(line));
    expect(said).toEqual(["plain ...", "spoken ...", `${out} shows 2 pages.`]);
    const shown = await pictures(out);
    const kinds = [
      ["light, desktop", 1280],
      ["dark, desktop", 1280],
      ["light, phone", 390],
      ["dark, phone", 390],
    ] as const;
    expect(shown.map(({ alt, width }) => [alt, width])).toEqual(
      ["plain: ", "spoken: English, ", "spoken: العربية, "].flatMap((title) =>
        kinds.map(([kind, width]) => [`${title}${kind}`, width]),
      ),
    );
    // The page that has both schemes looks different by night; the one that has none does not.
    const [day, night] = shown.slice(4);
    expect(day?.source).not.toBe(night?.source);
    expect(shown[0]?.source).toBe(shown[1]?.source);
  });

  it("shows the chosen pages in the chosen language", async () => {
    const out = join(folder, "chosen.html");
    const { status, stdout } = await command(
      join(ROOT, "cli", "sorry.cjs"),
      ["gallery", "--language", "ar", "spoken", "--out", out],
      { cwd: folder },
    );
    expect([status, stdout]).toEqual([0, `spoken ...\n${out} shows 1 page.\n`]);
    expect((await pictures(out)).map(({ alt }) => alt.split(",")[0])).toEqual(
      Array.from({ length: 4 }, () => "spoken: العربية"),
    );
  });

  it("says all that is wrong with names and pages at once, and writes nothing", async () => {
    page("broken", { "index.html": "<!doctype html><title>t</title>" });
    const out = join(folder, "none.html");
    await expect(gallery(["brokn", "broken"], { from, out }, () => undefined)).rejects.toThrow(
      /^A page must be one that there is, got "brokn"\. Did you mean broken\?\nsite-content\/broken\/index\.html:1 /,
    );
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    [{ language: ["fr"] }, '--language must be one of these pages\' own, got "fr". They have ar, en.'],
    [{ from: join(folder, "nowhere") }, `There is no page in ${join(folder, "nowhere")}.`],
    [{ out: join(folder, "nowhere", "a.html") }, /can't be written: .*ENOENT/],
  ])("refuses %j", async (options, message) => {
    const out = join(folder, "refused.html");
    await expect(gallery(["spoken"], { from, out, ...options }, () => undefined)).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });

  it("says what to install where there is no browser", async () => {
    const { status, stderr } = await command(
      join(ROOT, "cli", "sorry.cjs"),
      ["gallery", "spoken", "--out", join(folder, "browserless.html")],
      { cwd: folder, env: { CHROMIUM: join(folder, "no-browser") } },
    );
    expect(status).toBe(1);
    expect(stderr).toBe(
      `CHROMIUM must name a browser, got ${join(folder, "no-browser")}, which is not there. Install Chromium (Debian: apt-get install chromium), or name another one.\n`,
    );
  });
});
