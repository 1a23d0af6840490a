import { hash } from "node:crypto";

import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { html, raw } from "hono/html";

/** A piece of HTML in which everything that came from elsewhere is escaped. */
export type Markup = ReturnType<typeof html>;

const styles = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin: 1.5rem 0 0.25rem }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem }
small { font-weight: 400; opacity: 0.75 }
section > p { margin: 0.25rem 0 }
pre { overflow: auto; padding: 0.5rem; border: 1px solid; border-radius: 0.25rem }
nav a { margin-right: 1rem }
[role="alert"] { border-left: 0.25rem solid; padding-left: 0.75rem }
span { font-size: 0.8rem; border: 1px solid; border-radius: 0.5rem; padding: 0 0.5rem }
.failed, .quarantined, .unconfigured, [role="alert"] { color: light-dark(#a32100, #ff9c80) }
.started { color: light-dark(#1a6b2b, #7fd493) }
ul { margin: 0.25rem 0; padding-left: 1.25rem }
`;

/** What the page may load: nothing but its own styles. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", styles, "base64")}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Returns a page of the host around `body`. It needs no script. */
export function hostPage(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${raw(`<style>${styles}</style>`)}
      </head>
      <body>
        <main>
          <nav aria-label="Host">
            <a href="/-/status">Status</a><a href="/info">Packages</a><a href="/-/docs">Actions</a>
          </nav>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}

/** Sends a page that may load nothing and be shown in no other. */
export function sendPage(c: Context, markup: Markup): Response | Promise<Response> {
  c.header("content-security-policy", policy);
  c.header("x-content-type-options", "nosniff");
  return c.html(markup);
}

/** Does whoever asks want a page? Programs get JSON unless they say otherwise. */
export function wantsPage(c: Context): boolean {
  c.header("vary", "accept");
  c.header("cache-control", "no-store");
  const supports = ["application/json", "text/html"];
  return accepts(c, { header: "Accept", supports, default: "application/json" }) === "text/html";
}

/** Returns a list that opens on a click; nothing for no entries. */
export function foldedList(title: string, entries: readonly string[]): Markup | "" {
  if (entries.length === 0) return "";
  return html`<details>
    <summary>${title} (${entries.length})</summary>
    <ul>
      ${entries.map((entry) => html`<li><code>${entry}</code></li>`)}
    </ul>
  </details>`;
}
