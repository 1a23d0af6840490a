import type { PackageDetail } from "@larder/registry-client";
import type { VNode } from "preact";

import { Chips } from "../parts/chips.tsx";
import { ComponentTables } from "../parts/component-tables.tsx";
import { Installs } from "../parts/installs.tsx";
import { Layout } from "../parts/layout.tsx";
import { PackageFacts } from "../parts/package-facts.tsx";
import { VersionList } from "../parts/version-list.tsx";
import type { Site } from "../site.ts";

export type PackagePageProps = {
  readonly site: Site;
  readonly detail: PackageDetail;
  /** Was it published here? A package that passes through from an uplink was not looked into. */
  readonly isHosted: boolean;
};

/** One package: what it is, how to get it, what is inside. Everything that the package says is text here, never markup. */
export function PackagePage({ site, detail, isHosted }: PackagePageProps): VNode {
  const shown = detail.versions.find(({ version }) => version === detail.version);
  return (
    <Layout site={site} title={`${detail.name} · Larder`}>
      <header class="hero">
        <div class="headline">
          <h1>{detail.name}</h1>
          <span class="version">{detail.version}</span>
        </div>
        {detail.description !== null && <p class="lead">{detail.description}</p>}
        {shown?.deprecated != null && (
          <p class="notice">
            <strong>Deprecated:</strong> {shown.deprecated}
          </p>
        )}
        <Chips site={site} summary={detail} />
      </header>
      <div class="columns">
        <div class="stack">
          <Installs site={site} name={detail.name} />
          {isHosted ? <ComponentTables components={detail.components} /> : <PassesThrough />}
          <Readme text={detail.readme} />
        </div>
        <aside class="stack" aria-label="About this package">
          <PackageFacts site={site} detail={detail} />
          <VersionList detail={detail} />
        </aside>
      </div>
    </Layout>
  );
}

function PassesThrough(): VNode {
  return <p class="notice">This package is not published here. It passes through, unchanged, from an uplink.</p>;
}

function Readme({ text }: { readonly text: string | null }): VNode {
  return (
    <section class="section" aria-labelledby="readme">
      <h2 id="readme">Readme</h2>
      {text === null || text.trim() === "" ? (
        <p class="muted">This package has no readme.</p>
      ) : (
        <pre class="readme" tabIndex={0}>
          {text}
        </pre>
      )}
    </section>
  );
}
