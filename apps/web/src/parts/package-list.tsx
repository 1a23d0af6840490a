import type { PackageSummary } from "@larder/registry-client";
import type { VNode } from "preact";

import { packageHref, type Site } from "../site.ts";
import { Chips } from "./chips.tsx";
import { Day } from "./day.tsx";

/** Packages, each with a link to its page. */
export function PackageList({
  site,
  packages,
}: {
  readonly site: Site;
  readonly packages: readonly PackageSummary[];
}): VNode {
  return (
    <ul class="packages">
      {packages.map((summary) => (
        <li key={summary.name}>
          <h3>
            <a href={packageHref(site, summary.name)}>{summary.name}</a>
            <span class="version">{summary.version}</span>
          </h3>
          {summary.description !== null && <p>{summary.description}</p>}
          <Chips site={site} summary={summary} />
          <p class="small muted">
            Changed <Day at={summary.modified} />
          </p>
        </li>
      ))}
    </ul>
  );
}
