import type { PackageDetail } from "@larder/registry-client";
import type { VNode } from "preact";

import { Day } from "./day.tsx";

const shownMax = 20;

/** The newest versions, with their dist-tags. */
export function VersionList({ detail }: { readonly detail: PackageDetail }): VNode {
  const tagsByVersion = Map.groupBy(Object.entries(detail.distTags), ([, version]) => version);
  const more = detail.versions.length - shownMax;
  return (
    <section class="section" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ul class="versions">
        {detail.versions.slice(0, shownMax).map(({ version, published, deprecated }) => (
          <li key={version}>
            <span>
              {version}
              {tagsByVersion.get(version)?.map(([tag]) => (
                <span key={tag} class="muted small">
                  {" "}
                  {tag}
                </span>
              ))}
              {deprecated !== null && <span class="muted small"> deprecated</span>}
            </span>
            <span class="muted small">
              <Day at={published} />
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="small muted">and {more} older</p>}
    </section>
  );
}
