import { htmlPage, pageFolders } from "../support/pages";
import type { SiteFacts } from "../../modules";

const { build } = pageFolders();

const forms = (json: object | undefined, facts: SiteFacts) => {
  const files = { "index.html": htmlPage(), ...(json && { "page.json": JSON.stringify(json) }) };
  const { json: asJson, text } = build(files, facts);
  return {
    json: JSON.parse(asJson.bytes.toString()) as unknown,
    text: text.bytes.toString(),
    files: [asJson, text],
  };
};

const WINDOW = { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" };

test("they are files beside the page, of their types", () => {
  const { files } = forms(undefined, { status: 503 });
  expect(files.map(({ path, contentType }) => [path, contentType])).toEqual([
    ["index-503.json", "application/json"],
    ["index-503.txt", "text/plain; charset=utf-8"],
  ]);
});

test("plain HTML has its title and language, and the site's status", () => {
  const { json, text } = forms(undefined, { status: 404, retryAfter: "2h" });
  expect(json).toEqual({
    status: 404,
    error: "Not Found",
    retryAfter: "7200",
    language: "en",
    title: "Sorry",
  });
  expect(text).toBe("Sorry\n\n404 Not Found\n");
});

test("a template has all its fields, in every language", () => {
  const description = {
    contact: "help@example.com",
    statusPage: "https://status.example.com/",
    link: "https://example.com/",
    languages: {
      en: { title: "Down", message: ["One.", "Two."], labels: { window: "When", contact: "Contact" } },
      ja: { title: "停止中", message: ["一。", "二。"], labels: { window: "日時", contact: "連絡先" } },
    },
  };
  const { json, text } = forms(description, {
    status: 503,
    domain: "example.com",
    window: WINDOW,
    timeZone: "Asia/Tokyo",
  });
  const links = {
    statusPage: "https://status.example.com/",
    link: "https://example.com/",
    contact: "help@example.com",
  };
  expect(json).toEqual({
    status: 503,
    error: "Service Unavailable",
    window: { start: "2026-11-30T16:00:00Z", end: "2026-11-30T21:00:00Z" },
    ...{ language: "en", title: "Down", message: "One.\nTwo.", ...links },
    translations: [{ language: "ja", title: "停止中", message: "一。\n二。", ...links }],
  });
  expect(text.split("\n\n").map((paragraph) => paragraph.replace(/^(When|日時): .*/, "$1: …"))).toEqual([
    ...["Down", "One.", "Two.", "When: …"],
    ...["https://status.example.com/", "https://example.com/", "Contact: help@example.com"],
    ...["停止中", "一。", "二。", "日時: …"],
    ...["https://status.example.com/", "https://example.com/", "連絡先: help@example.com"],
    "503 Service Unavailable\n",
  ]);
});

test("a time that the page has no word for is not in its text", () => {
  const { text } = forms({ title: "Closed" }, { status: 404, window: WINDOW, retryAfter: "2h" });
  expect(text).toBe("Closed\n\n404 Not Found\n");
});

test("a duration is how long to wait, an instant when it is back", () => {
  const labels = { wait: "Wait", back: "Back" };
  expect(forms({ title: "a", labels }, { status: 503, retryAfter: "2h" }).text).toContain("Wait: 2 hours\n");
  expect(forms({ title: "a", labels }, { status: 503, retryAfter: WINDOW.end }).text).toMatch(
    /Back: .*9:00.PM/,
  );
});

test("quotes and markup stay what they are", () => {
  const title = `"<b>' \\ & \u2028`.trim();
  const { json, text } = forms({ title }, { status: 503 });
  expect(json).toMatchObject({ title });
  expect(text).toContain(title);
});
