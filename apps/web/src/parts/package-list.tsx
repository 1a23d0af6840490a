import type { PackageSummary } from "@larder/registry-client";
import type { VNode } from "preact";

import { packageHref, type Site } from "../site.ts";
import { Chips } from "./chips.tsx";
import { Day } from "./day.tsx";
import { Prose } from "./prose.tsx";

type PackageListProps = {
  readonly site: Site;
  readonly packages: readonly PackageSummary[];
  /** One level below the heading that the list stands under. */
  readonly heading: "h2" | "h3";
};

/** Packages, each with a link to its page. */
export function PackageList({ site, packages, heading: Heading }: PackageListProps): VNode {
  return (
    <ul class="packages">
      {packages.map((summary) => (
        <li key={summary.name}>
          <Heading>
            <a href={packageHref(site, summary.name)}>{summary.name}</a>
            <span class="version">{summary.version}</span>
          </Heading>
          {summary.description !== null && (
            <p>
              <Prose text={summary.description} />
            </p>
          )}
          <Chips site={site} summary={summary} />
          <p class="small muted">
            Changed <Day at={summary.modified} />
          </p>
        </li>
      ))}
    </ul>
  );
}
