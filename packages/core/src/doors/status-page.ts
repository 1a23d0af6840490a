import { html, raw } from "hono/html";

import type { HostStatus, PackageStatus } from "./host-status.ts";

type Markup = ReturnType<typeof html>;

/** Returns the page that shows what a host runs, and why something does not run. */
export function statusPage(status: HostStatus): Markup {
  const active = status.packages.filter(({ state }) => state === "active").length;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Larder host</title>
        <style>
          ${raw(styles)}
        </style>
      </head>
      <body>
        <main>
          <h1>Larder host</h1>
          <p>
            ${active} of ${status.packages.length} packages run in <code>${status.directory}</code>.
            ${status.generation === undefined ? "Nothing was installed yet." : `Generation ${status.generation}.`}
            Started ${status.startedAt} in ${Math.round(status.startMs)} ms. The same as JSON: <code>/-/status</code>.
          </p>
          ${status.packages.length === 0 ? html`<p>Install one with <code>larder add NAME</code>.</p>` : ""}
          ${status.packages.map(packageSection)}
        </main>
      </body>
    </html>`;
}

function packageSection(pkg: PackageStatus): Markup {
  return html`<section>
    <h2>
      ${pkg.name} <small>${pkg.version}</small> <span class="${pkg.state}">${pkg.state}</span>
      <small>${pkg.mode}</small>
    </h2>
    ${pkg.reason === undefined ? "" : html`<p role="alert">${pkg.reason}. ${pkg.hint ?? ""}</p>`}
    ${pkg.startMs === undefined ? "" : html`<p>Started in ${Math.round(pkg.startMs)} ms.</p>`}
    ${list(
      "Contains",
      pkg.components.map(({ kind, name }) => `${kind} ${name}`),
    )}
    ${list("Answers", pkg.actions)} ${list("Owns", pkg.effects)}
  </section>`;
}

function list(title: string, entries: readonly string[]): Markup | "" {
  if (entries.length === 0) return "";
  return html`<details>
    <summary>${title} (${entries.length})</summary>
    <ul>
      ${entries.map((entry) => html`<li><code>${entry}</code></li>`)}
    </ul>
  </details>`;
}

const styles = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin: 1.5rem 0 0.25rem }
small { font-weight: 400; opacity: 0.75 }
section > p { margin: 0.25rem 0 }
[role="alert"] { border-left: 0.25rem solid; padding-left: 0.75rem }
span { font-size: 0.8rem; border: 1px solid; border-radius: 0.5rem; padding: 0 0.5rem }
.failed, .blocked, [role="alert"] { color: light-dark(#a32100, #ff9c80) }
.active { color: light-dark(#1a6b2b, #7fd493) }
ul { margin: 0.25rem 0; padding-left: 1.25rem }
`;
