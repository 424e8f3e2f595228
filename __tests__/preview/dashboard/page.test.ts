import { parse } from "parse5";
import { type DashboardState, dashboardPage, readableRetryAfter } from "../../../preview/dashboard/page";
import type { SiteAnswer } from "../../../preview/monitor";

const HOSTILE = `"><img src=x onerror=alert(1)>`;

const answer = (more: Partial<SiteAnswer> = {}): SiteAnswer => ({
  page: {
    status: 503,
    headers: { "retry-after": "7200" },
    rawHeaders: ["Retry-After", "7200", "X-Hostile", HOSTILE],
    body: Buffer.from("page"),
    milliseconds: 1.4,
  },
  plain: {
    status: 301,
    headers: { location: "https://example.com/" },
    rawHeaders: [],
    body: Buffer.alloc(0),
    milliseconds: 1,
  },
  source: "stale",
  ...more,
});

const state = (more: Partial<DashboardState> = {}): DashboardState => ({
  accounts: [
    {
      ...{ name: "corporate", id: "111111111111", region: "eu-west-1" },
      sites: [
        {
          ...{ account: "corporate", name: "domain-a", alias: "domain-a.sorry.example.com" },
          domains: [{ name: "*.example.com", shown: "*.example.com", host: "anything.example.com" }],
        },
      ],
    },
  ],
  answers: new Map([["domain-a.sorry.example.com", answer()]]),
  hops: [{ id: "dns", name: "DNS", isWell: false, detail: "no answer" }],
  switches: [
    {
      ...{ id: "dns", label: "DNS" },
      positions: [
        { id: "up", label: "Works", hint: "hint-up", isOn: false },
        { id: "dead", label: "Dead", hint: "hint-dead", isOn: true },
      ],
    },
  ],
  configHash: "0123456789ab",
  ports: { https: 8000, http: 8001 },
  faults: undefined,
  isWatching: true,
  hasGallery: true,
  ...more,
});

/** The page's text as people read it, spaces apart. */
const textOf = (page: string) =>
  page
    .replace(/<(?:head|script)[\s\S]*?<\/(?:head|script)>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");

test("shows each site's status, Retry-After, source, redirect, headers and links", () => {
  const page = dashboardPage(state());
  const text = textOf(page);
  expect(text).toContain("503 Service Unavailable stale");
  expect(text).toContain("Retry-After 7200 (2 h)");
  expect(text).toContain("Over plain HTTP 301 to https://example.com/");
  expect(text).toContain("Answered in 1 ms, 4 bytes");
  expect(page).toContain('href="http://anything.example.com.localhost:8000/"');
});

test("shows how each part of the path is, and which switches are on", () => {
  const page = dashboardPage(state());
  expect(textOf(page)).toContain("DNS down no answer");
  expect(page).toMatch(/id="switch-dns-dead"\s+name="position"\s+value="dead"\s+aria-pressed="true"/);
  expect(page).toMatch(/id="switch-dns-up"\s+name="position"\s+value="up"\s+aria-pressed="false"/);
  expect([page.includes("hint-dead"), page.includes("hint-up")]).toEqual([true, false]);
});

test("says so where a site gave no answer, or was not asked yet", () => {
  const none = answer({ page: { error: "no answer in time" } });
  expect(
    textOf(dashboardPage(state({ answers: new Map([["domain-a.sorry.example.com", none]]) }))),
  ).toContain("no answer no answer in time");
  expect(textOf(dashboardPage(state({ answers: new Map() })))).toContain("domain-a … *.example.com");
});

test("leads to the gallery, where there is one", () => {
  expect(dashboardPage(state())).toContain('href="/gallery"');
  expect(dashboardPage(state({ hasGallery: false }))).not.toContain("/gallery");
});

test("shows what can't be synthesized", () => {
  const faults = "accounts/media: site `a`: `status` must be one of …";
  expect(textOf(dashboardPage(state({ faults })))).toContain(faults);
  expect(dashboardPage(state())).not.toContain("can't be synthesized");
});

test("has a search box for many sites only", () => {
  const [account] = state().accounts;
  const [site] = account?.sites ?? [];
  if (account === undefined || site === undefined) throw new Error("no site");
  const sites = Array.from({ length: 9 }, (_, i) => ({
    ...site,
    name: `site-${i}`,
    alias: `site-${i}.example`,
  }));
  expect(dashboardPage(state({ accounts: [{ ...account, sites }] }))).toContain('type="search"');
  expect(dashboardPage(state())).not.toContain('type="search"');
});

test("nothing that a page or a fault says becomes markup", () => {
  const page = dashboardPage(
    state({ faults: HOSTILE, hops: [{ id: "dns", name: "DNS", isWell: false, detail: HOSTILE }] }),
  );
  expect(page).not.toContain("<img");
  expect(page.split("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")).toHaveLength(4);
});

test("is HTML without an error, and asks nobody else for anything", () => {
  const errors: string[] = [];
  const page = dashboardPage(state({ faults: "fault" }));
  parse(page, { onParseError: ({ code }) => errors.push(code) });
  expect(errors).toEqual([]);
  const hosts = [...page.matchAll(/(?:src|href|action)="https?:\/\/([^/"]+)/g)].map(([, host]) => host);
  expect(hosts.filter((host) => host?.endsWith(".localhost:8000") !== true)).toEqual([]);
});

test.each([
  ["7200", "7200 (2 h)"],
  ["1800", "1800 (30 min)"],
  ["90", "90 (90 s)"],
  ["172800", "172800 (2 d)"],
  ["0", "0 (0 s)"],
  ["Mon, 30 Nov 2026 21:00:00 GMT", "Mon, 30 Nov 2026 21:00:00 GMT"],
])("Retry-After %s is shown as %s", (value, shown) => {
  expect(readableRetryAfter(value)).toBe(shown);
});
