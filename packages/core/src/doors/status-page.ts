import { html } from "hono/html";

import type { HostStatus, PackageStatus } from "./host-status.ts";
import { foldedList, hostPage, type Markup } from "./page.ts";

/** Returns the page that shows what a host runs, and why something does not run. */
export function statusPage(status: HostStatus): Markup {
  const running = status.packages.filter(({ actual }) => actual === "started").length;
  return hostPage(
    "Larder host",
    html`<p>
        ${running} of ${status.packages.length} packages run in <code>${status.directory}</code>.
        ${status.generation === undefined ? "Nothing was installed yet." : `Generation ${status.generation}.`} Started
        ${status.startedAt} in ${Math.round(status.startMs)} ms. The same as JSON: <code>/-/status</code>.
      </p>
      ${status.packages.length === 0 ? html`<p>Install one with <code>larder add NAME</code>.</p>` : ""}
      ${status.packages.map(packageSection)}`,
  );
}

/** Returns what a page shows of one package. */
export function packageSection(pkg: PackageStatus): Markup {
  return html`<section>
    <h2>
      ${pkg.name} <small>${pkg.version}</small> <span class="${pkg.actual}">${pkg.actual}</span>
      <small>${pkg.mode}</small>
    </h2>
    ${pkg.reason === undefined ? "" : html`<p role="alert">${pkg.reason}. ${pkg.hint ?? ""}</p>`}
    ${pkg.startMs === undefined ? "" : html`<p>Started in ${Math.round(pkg.startMs)} ms.</p>`}
    ${foldedList(
      "Contains",
      pkg.components.map(({ kind, name }) => `${kind} ${name}`),
    )}
    ${foldedList("Answers", pkg.actions)} ${foldedList("Owns", pkg.effects)}
  </section>`;
}
