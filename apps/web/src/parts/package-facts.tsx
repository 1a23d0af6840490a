import { isPackageName } from "@larder/package-spec";
import type { PackageDetail } from "@larder/registry-client";
import type { VNode } from "preact";

import { packageHref, type Site, webAddress } from "../site.ts";

/** Licence, maintainers, homepage, and what the package needs and provides. */
export function PackageFacts({ site, detail }: { readonly site: Site; readonly detail: PackageDetail }): VNode {
  const homepage = webAddress(detail.homepage);
  return (
    <section class="section" aria-labelledby="about">
      <h2 id="about">About</h2>
      <dl class="facts">
        <div>
          <dt>License</dt>
          <dd>{detail.license ?? "not said"}</dd>
        </div>
        {detail.maintainers.length > 0 && (
          <div>
            <dt>Maintainers</dt>
            <dd>{detail.maintainers.join(", ")}</dd>
          </div>
        )}
        {homepage !== undefined && (
          <div>
            <dt>Homepage</dt>
            <dd>
              <a href={homepage} rel="nofollow ugc noopener noreferrer">
                {homepage}
              </a>
            </dd>
          </div>
        )}
        <Relations site={site} title="Requires" relations={detail.requires} />
        <Relations site={site} title="Provides" relations={detail.provides} />
        <Relations site={site} title="Dependencies" relations={detail.dependencies} />
      </dl>
    </section>
  );
}

type RelationsProps = {
  readonly site: Site;
  readonly title: string;
  readonly relations: PackageDetail["dependencies"];
};

function Relations({ site, title, relations }: RelationsProps): VNode | null {
  const entries = Object.entries(relations);
  if (entries.length === 0) return null;
  return (
    <div>
      <dt>{title}</dt>
      {entries.map(([name, wanted]) => (
        <dd key={name}>
          {isPackageName(name) ? <a href={packageHref(site, name)}>{name}</a> : name}{" "}
          <span class="version">{wanted}</span>
        </dd>
      ))}
    </div>
  );
}
