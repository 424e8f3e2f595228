import { createHash } from "node:crypto";
import { Html, html } from "../dashboard/html";
import type { LanguageShots, PageShots } from "./shots";

const STYLE = `
:root { color-scheme: light dark; }
body {
  margin: 0 auto;
  padding: 1.5rem;
  max-width: 90rem;
  background: light-dark(#e8e6e1, #26241f);
  color: light-dark(#1c1b19, #efebe4);
  font: 0.875rem/1.5 system-ui, sans-serif;
}
h1, h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
nav { margin: 0 0 1.5rem; }
nav a { margin-inline-end: 0.75rem; color: inherit; }
section { margin: 0 0 2rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.row {
  display: grid;
  grid-template-columns: 1280fr 1280fr 390fr 390fr;
  gap: 0.75rem;
  margin: 0 0 0.75rem;
}
figure { margin: 0; }
img { display: block; width: 100%; border-radius: 0.25rem; }
`;

/** As it is: its hash is that of every character of it. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** It shows its own pictures in its own style, and nothing else. */
export const SHEET_POLICY = `default-src 'none'; img-src data:; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** A page that can't be shown, and why. */
export interface FaultyPage {
  readonly name: string;
  readonly fault: string;
}

const figures = (name: string, { language, shots }: LanguageShots) =>
  html`<div class="row">
    ${shots.map(({ scheme, device, picture }) => {
      const caption = [language, scheme, device].filter((word) => word !== undefined).join(", ");
      return html`<figure>
        <img src="data:image/png;base64,${picture.toString("base64")}" alt="${name}: ${caption}" />
        <figcaption>${caption}</figcaption>
      </figure>`;
    })}
  </div> `;

const section = (page: PageShots | FaultyPage) =>
  html`<section id="${page.name}" aria-labelledby="title-${page.name}">
    <h2 id="title-${page.name}">${page.name}</h2>
    ${
      "fault" in page
        ? html`<pre>${page.fault}</pre>`
        : page.languages.map((language) => figures(page.name, language))
    }
  </section> `;

/** Where the sections go. */
const PLACE = "<!-- sections -->";

const frame = (names: readonly string[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${SHEET_POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sorry pages</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>Sorry pages</h1>
          <nav aria-label="Pages">${names.map((name) => html`<a href="#${name}">${name}</a> `)}</nav>
          ${new Html(PLACE)}
        </main>
      </body>
    </html> `;

/**
 * A contact sheet: one HTML document with all pictures in it, a piece for each page as soon as it is there.
 *
 * @param names of all pages that will come
 */
export async function* contactSheet(
  names: readonly string[],
  pages: AsyncIterable<PageShots | FaultyPage>,
): AsyncGenerator<string, void> {
  const [head = "", tail = ""] = frame(names).text.split(PLACE);
  yield head;
  for await (const page of pages) yield section(page).text;
  yield tail;
}
