import { siteFaults } from "../support/faults";
import { accountConfig, platformOf, sitesOf } from "../support/platforms";

const WINDOW = { start: "2026-12-01T01:00:00+09:00", end: "2026-12-01T06:00:00+09:00" };
const SITE = "accounts/corporate: site `domain-a`:";
const siteWith = (fields: object) => sitesOf(platformOf([accountConfig({}, fields)]))[0];

test("a site's window and time zone are kept as written", () => {
  const fields = { window: WINDOW, timeZone: "Asia/Tokyo" };
  expect(siteWith(fields)).toMatchObject(fields);
});

test("a site without them has neither", () => {
  expect(siteWith({})).not.toHaveProperty("window");
  expect(siteWith({})).not.toHaveProperty("timeZone");
});

test("the end of the window is the Retry-After where there is no other", () => {
  expect(siteWith({ window: WINDOW, retryAfter: undefined })?.retryAfter).toBe(WINDOW.end);
  expect(siteWith({ window: WINDOW, retryAfter: "30m" })?.retryAfter).toBe("30m");
});

const OBJECT = "Leave it out if there is no planned window.";
const INSTANT = "Write it as in 2026-12-01T06:00:00+09:00.";

test.each<[string, unknown, string[]]>([
  ["a string", "tonight", [`\`window\` must be an object of start and end, got "tonight". ${OBJECT}`]],
  [
    "without an end",
    { start: WINDOW.start },
    ["`window.end` must be a string, got nothing. Write an instant, as in 2026-12-01T06:00:00+09:00."],
  ],
  [
    "without time zones",
    { start: "2026-12-01T01:00:00", end: "06:00" },
    [
      `\`window.start\` must be an instant with a time zone, got "2026-12-01T01:00:00". ${INSTANT}`,
      `\`window.end\` must be an instant with a time zone, got "06:00". ${INSTANT}`,
    ],
  ],
  [
    "that ends before it starts",
    { start: "2026-12-01T06:00:00+09:00", end: "2026-11-30T20:59:00Z" },
    [
      '`window` must end after it starts, got {"start":"2026-12-01T06:00:00+09:00","end":"2026-11-30T20:59:00Z"}. Swap start and end, or mend one of them.',
    ],
  ],
  [
    "with a field too many",
    { ...WINDOW, ends: WINDOW.end },
    [
      '`window.ends` must not be there (there is no such field), got "2026-12-01T06:00:00+09:00". Did you mean `end`?',
    ],
  ],
])("a window is refused: %s", (_, window, messages) => {
  expect(siteFaults({ window })).toEqual(messages.map((message) => `${SITE} ${message}`));
});

test.each([
  [
    "a misspelt one",
    "Asia/Tokio",
    'must be a time zone of the IANA database, got "Asia/Tokio". Did you mean Asia/Tokyo?',
  ],
  ["nothing like one", "!", 'must be a time zone of the IANA database, got "!". Write it as in Asia/Tokyo.'],
  ["a number", 9, "must be a string, got 9. Write it as in Asia/Tokyo."],
])("a time zone is refused: %s", (_, timeZone, message) => {
  expect(siteFaults({ timeZone })).toEqual([`${SITE} \`timeZone\` ${message}`]);
});

test("a time zone is refused: an offset, which knows nothing of summer time", () => {
  // Node.js 22 would take it, Node.js 20 does not.
  expect(siteFaults({ timeZone: "+09:00" })).toEqual([
    expect.stringMatching(/^accounts\/corporate: site `domain-a`: `timeZone` must be a time zone/),
  ]);
});
