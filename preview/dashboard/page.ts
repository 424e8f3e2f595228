import { STATUS_CODES } from "node:http";
import type { Hop } from "../hops";
import type { FrontPorts, SiteAnswer } from "../monitor";
import type { ProbeResult } from "../probe";
import { type PreviewAccount, type PreviewSite, previewUrl } from "../sites";
import { type Html, html } from "./html";

/** A switch as it stands. */
export interface SwitchState {
  readonly id: string;
  readonly label: string;
  readonly positions: readonly {
    readonly id: string;
    readonly label: string;
    readonly hint: string;
    readonly isOn: boolean;
  }[];
}

/** All that the dashboard shows. */
export interface DashboardState {
  readonly accounts: readonly PreviewAccount[];
  /** By alias. */
  readonly answers: ReadonlyMap<string, SiteAnswer>;
  readonly hops: readonly Hop[];
  readonly switches: readonly SwitchState[];
  readonly configHash: string;
  readonly ports: FrontPorts;
  /** What is wrong with accounts/ or site-content/ as they are now; the last good ones are shown. */
  readonly faults: string | undefined;
  /** Whether pages reload when they change. */
  readonly isWatching: boolean;
  /** Whether there is a contact sheet of the pages. */
  readonly hasGallery: boolean;
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;

/** What is replaced when something has changed; the id tells which part is which. */
const live = (id: string, content: Html) => html`<div id="${id}" data-live>${content}</div>`;

function hopList(hops: readonly Hop[]): Html {
  const item = ({ name, isWell, detail }: Hop) =>
    html` <li class="hop ${isWell ? "well" : "ill"}">
      <span class="hop-name">${name}</span>
      <span class="hop-state">${isWell ? "up" : "down"}</span>
      <span class="hop-detail">${detail}</span>
    </li>`;
  return html`<ol class="hops">
    ${hops.map(item)}
  </ol>`;
}

function switchForm({ id, label, positions }: SwitchState): Html {
  const hint = positions.find(({ isOn }) => isOn)?.hint ?? "";
  return html` <form method="post" action="/switch" aria-labelledby="switch-${id}">
    <input type="hidden" name="switch" value="${id}" />
    <h3 id="switch-${id}">${label}</h3>
    <div class="positions">
      ${positions.map(
        (position) =>
          html`<button
            id="switch-${id}-${position.id}"
            name="position"
            value="${position.id}"
            aria-pressed="${String(position.isOn)}"
          >
            ${position.label}
          </button>`,
      )}
    </div>
    <p class="hint">${hint}</p>
  </form>`;
}

/** What nginx's log calls the source of a page, for people. */
const SOURCES: Readonly<Record<string, string>> = {
  fresh: "from CloudFront, just now",
  cached: "from CloudFront, some seconds ago",
  stale: "the last good page of CloudFront's",
  baked: "the copy in the image",
};

/** `7200` as `2 h`; a date as it is. */
export function readableRetryAfter(value: string): string {
  if (!/^\d+$/.test(value)) return value;
  const seconds = Number(value);
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
  ] as const;
  const [size, unit] = units.find(([size]) => seconds >= size && seconds % size === 0) ?? [1, "s"];
  return `${value} (${seconds / size} ${unit})`;
}

function plainAnswer(plain: ProbeResult | undefined): string {
  if (plain === undefined) return "…";
  if ("error" in plain) return plain.error;
  const { location } = plain.headers;
  return location === undefined ? String(plain.status) : `${plain.status} to ${location}`;
}

function headerTable(id: string, rawHeaders: readonly string[]): Html {
  const pairs = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""] as const] : [],
  );
  return html` <details id="headers-${id}">
    <summary id="summary-${id}">Headers</summary>
    <table>
      <tbody>
        ${pairs.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

function answerOf(site: PreviewSite, answer: SiteAnswer | undefined): Html {
  if (answer === undefined) return html`<p class="badges"><span class="status">…</span></p>`;
  const { page, plain, source } = answer;
  if ("error" in page)
    return html`<p class="badges"><span class="status">no answer</span></p>
      <p>${page.error}</p>`;
  const retryAfter = page.headers["retry-after"];
  return html` <p class="badges">
      <span class="status">${page.status}</span>
      <span class="reason">${STATUS_CODES[page.status] ?? ""}</span>
      <span class="source ${source}" title="${SOURCES[source] ?? ""}"
        >${source === "" ? "unknown" : source}</span
      >
    </p>
    <dl>
      <div>
        <dt>Retry-After</dt>
        <dd>${retryAfter === undefined ? "none" : readableRetryAfter(retryAfter)}</dd>
      </div>
      <div>
        <dt>Over plain HTTP</dt>
        <dd>${plainAnswer(plain)}</dd>
      </div>
      <div>
        <dt>Answered in</dt>
        <dd>${Math.max(1, Math.round(page.milliseconds))} ms, ${page.body.length} bytes</dd>
      </div>
    </dl>
    ${headerTable(site.alias, page.rawHeaders)}`;
}

function siteCard(site: PreviewSite, state: DashboardState): Html {
  const { ports } = state;
  const url = previewUrl(site.domains[0]?.host ?? "", ports.https);
  return html` <article
    class="site"
    data-search="${[site.account, site.name, ...site.domains.map(({ shown }) => shown)].join(" ")}"
  >
    <a class="shot" href="${url}" tabindex="-1" aria-hidden="true">
      <iframe src="${url}" title="" tabindex="-1" loading="lazy" scrolling="no"></iframe>
    </a>
    <div class="facts">
      <h3>${site.name}</h3>
      ${live(`site-${site.alias}`, answerOf(site, state.answers.get(site.alias)))}
      <ul class="domains">
        ${site.domains.map(
          ({ shown, host }) => html`<li><a href="${previewUrl(host, ports.https)}">${shown}</a></li>`,
        )}
      </ul>
    </div>
  </article>`;
}

function accountSection(account: PreviewAccount, state: DashboardState): Html {
  return html` <section aria-labelledby="account-${account.name}">
    <h2 id="account-${account.name}">${account.name} <small>${account.id} · ${account.region}</small></h2>
    <div class="sites">${account.sites.map((site) => siteCard(site, state))}</div>
  </section>`;
}

/** Beyond so many sites a box to search them is of use. */
const SEARCHABLE = 8;

/** The whole page. It needs no script to be read and used; with one it is kept up to date. */
export function dashboardPage(state: DashboardState): string {
  const { accounts, hops, switches, ports, faults, isWatching, hasGallery } = state;
  const sites = accounts.flatMap((account) => account.sites);
  const example = previewUrl(sites[0]?.domains[0]?.host ?? "", ports.https, "/any/path");
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>sorry-server preview</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/style.css" />
        <script src="/client.js" defer></script>
      </head>
      <body>
        <header>
          <h1>sorry-server <span>preview</span></h1>
          <p>
            ${counted(accounts.length, "account")}, ${counted(sites.length, "site")}. Config
            ${state.configHash}.
            ${hasGallery ? html`<a href="/gallery">All pages, languages and schemes</a>` : html``}
          </p>
        </header>
        <main>
          ${live(
            "faults",
            faults === undefined
              ? html``
              : html` <section class="faults" role="alert">
                  <h2>This can't be synthesized; the last good pages are shown</h2>
                  <pre>${faults}</pre>
                </section>`,
          )}
          <section aria-labelledby="path">
            <h2 id="path">The path of a request</h2>
            ${live("hops", hopList(hops))}
          </section>
          <section aria-labelledby="break">
            <h2 id="break">Break something</h2>
            <p id="trouble" class="trouble" role="status"></p>
            ${live(
              "switches",
              html` <div class="switches">
                ${switches.map(switchForm)}
                <form method="post" action="/restart" aria-labelledby="restart-title">
                  <h3 id="restart-title">Sorry server</h3>
                  <div class="positions"><button id="restart">Replace it</button></div>
                  <p class="hint">A new one comes into service, and knows no page but those in its image.</p>
                </form>
              </div>`,
            )}
          </section>
          ${
            sites.length > SEARCHABLE
              ? html`<p class="search">
                  <label>Find a site <input type="search" id="search" autocomplete="off" /></label>
                </p>`
              : html``
          }
          ${accounts.map((account) => accountSection(account, state))}
        </main>
        <footer>
          <p>
            Where a page came from:
            ${Object.entries(SOURCES).map(([name, meaning]) => html`<span class="legend"><span class="source ${name}">${name}</span> ${meaning}</span> `)}
          </p>
          <p>Any path of any domain, from a shell: <code>curl -i ${example}</code></p>
          <p>
            Plain HTTP, without TLS in front of it:
            <code>curl -i ${previewUrl(sites[0]?.domains[0]?.host ?? "", ports.http)}</code>
          </p>
          ${isWatching ? html`<p>Pages reload when accounts/ or site-content/ change.</p>` : html``}
        </footer>
      </body>
    </html>`;
  return page.text;
}
