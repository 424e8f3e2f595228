import { html } from "../../preview/dashboard/html";
import type { LanguageShots, PageShots } from "./shots";

const figures = (name: string, { language, shots }: LanguageShots) =>
  html`<div class="row">
    ${shots.map(({ scheme, device, picture }) => {
      const caption = [language, scheme, device].filter((word) => word !== undefined).join(", ");
      return html`<figure class="${device}">
        <img src="data:image/png;base64,${picture.toString("base64")}" alt="${name}: ${caption}" />
        <figcaption>${caption}</figcaption>
      </figure>`;
    })}
  </div>`;

/** One HTML file with all the pictures in it. */
export function contactSheet(pages: readonly PageShots[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sorry pages</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            margin: 0 auto;
            padding: 1.5rem;
            max-width: 90rem;
            background: light-dark(#e8e6e1, #26241f);
            color: light-dark(#1c1b19, #efebe4);
            font:
              0.875rem/1.5 system-ui,
              sans-serif;
          }
          h1,
          h2 {
            margin: 0 0 0.75rem;
            font-size: 1.125rem;
          }
          section {
            margin: 0 0 2rem;
          }
          .row {
            display: grid;
            grid-template-columns: 1280fr 1280fr 390fr 390fr;
            gap: 0.75rem;
            margin: 0 0 0.75rem;
          }
          figure {
            margin: 0;
          }
          img {
            display: block;
            width: 100%;
            border-radius: 0.25rem;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>Sorry pages</h1>
          ${pages.map(
            ({ name, languages }) =>
              html`<section aria-labelledby="page-${name}">
                <h2 id="page-${name}">${name}</h2>
                ${languages.map((language) => figures(name, language))}
              </section>`,
          )}
        </main>
      </body>
    </html>`.text;
}
