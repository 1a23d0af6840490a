import type { PackageSummary } from "@larder/registry-client";
import type { VNode } from "preact";

import { homeHref, type Site } from "../site.ts";

/** What is inside a package, in one line: its domains and plugins as links to the packages that share them, and how many of the rest. */
export function Chips({ site, summary }: { readonly site: Site; readonly summary: PackageSummary }): VNode | null {
  const named = new Set(["domain", "plugin"]);
  const rest = Object.entries(summary.componentCounts).filter(([kind, count]) => !named.has(kind) && count > 0);
  if (summary.domains.length + summary.plugins.length + rest.length === 0) return null;
  return (
    <ul class="chips" aria-label={`What is inside ${summary.name}`}>
      {summary.domains.map((domain) => (
        <li key={`domain ${domain}`}>
          <a class="chip" href={homeHref(site, { domain })}>
            <b>domain</b> {domain}
          </a>
        </li>
      ))}
      {summary.plugins.map((plugin) => (
        <li key={`plugin ${plugin}`}>
          <a class="chip" href={homeHref(site, { plugin })}>
            <b>plugin</b> {plugin}
          </a>
        </li>
      ))}
      {rest.map(([kind, count]) => (
        <li key={kind}>
          <a class="chip plain" href={homeHref(site, { kind })}>
            {count} {nounOf(kind, count)}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** `1 theme`, `2 themes`, `2 html`. */
export function nounOf(kind: string, count: number): string {
  const noun = kind.replaceAll("-", " ");
  return count === 1 || uncountable.has(kind) ? noun : `${noun}s`;
}

const uncountable = new Set(["wiki", "html", "frontend"]);
