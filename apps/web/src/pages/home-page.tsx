import type { PackageSummary } from "@larder/registry-client";
import type { VNode } from "preact";

import { Layout } from "../parts/layout.tsx";
import { PackageList } from "../parts/package-list.tsx";
import { SearchForm } from "../parts/search-form.tsx";
import { WaysIn } from "../parts/ways-in.tsx";
import { type Filters, homeHref, type Site } from "../site.ts";

export type HomePageProps = {
  readonly site: Site;
  readonly filters: Filters;
  readonly packages: readonly PackageSummary[];
  readonly total: number;
  /** The number of the first package shown, from 0. */
  readonly from: number;
  readonly pageSize: number;
};

/** What this is, how to use it, and the packages that are here. */
export function HomePage(props: HomePageProps): VNode {
  const { site, filters } = props;
  const searching = Object.keys(filters).length > 0;
  return (
    <Layout site={site} title={searching ? "Search · Larder" : "Larder"} withSearch={false}>
      {!searching && <Hero />}
      {!searching && <WaysIn site={site} />}
      <section class="section" aria-labelledby="packages">
        {searching ? <h1 id="packages">{headingOf(props)}</h1> : <h2 id="packages">{headingOf(props)}</h2>}
        <SearchForm site={site} filters={filters} />
        {props.packages.length === 0 ? (
          <Nothing site={site} searching={searching} />
        ) : (
          <PackageList site={site} packages={props.packages} heading={searching ? "h2" : "h3"} />
        )}
        <Pager {...props} />
      </section>
    </Layout>
  );
}

function Hero(): VNode {
  return (
    <div class="hero">
      <h1>Packages, kept at home</h1>
      <p class="lead">
        This is a package registry. npm, pnpm, yarn and bun install from it and publish to it. It also knows what is
        inside a package, its domains, plugins and themes, so that you can search for that, and run what you find in a
        host.
      </p>
    </div>
  );
}

function headingOf({ filters, total }: HomePageProps): string {
  const found = `${total} ${total === 1 ? "package" : "packages"}`;
  const { text, domain, plugin, kind } = filters;
  const narrowed = [
    ...(text === undefined ? [] : [`about “${text}”`]),
    ...(domain === undefined ? [] : [`with domain “${domain}”`]),
    ...(plugin === undefined ? [] : [`with plugin “${plugin}”`]),
    ...(kind === undefined ? [] : [`with a component of kind “${kind}”`]),
  ];
  return narrowed.length === 0 ? `${found} here` : `${found} ${narrowed.join(", ")}`;
}

function Nothing({ site, searching }: { readonly site: Site; readonly searching: boolean }): VNode {
  if (!searching) return <p class="muted">Nothing is published yet. The commands above show how.</p>;
  return (
    <p class="muted">
      Nothing fits. <a href={homeHref(site)}>Show all packages</a>, or try fewer words.
    </p>
  );
}

function Pager({ site, filters, packages, total, from, pageSize }: HomePageProps): VNode | null {
  const next = from + packages.length;
  if (from === 0 && next >= total) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {from > 0 ? <a href={homeHref(site, filters, Math.max(0, from - pageSize))}>Previous packages</a> : <span />}
      {next < total && packages.length > 0 && <a href={homeHref(site, filters, next)}>Next packages</a>}
    </nav>
  );
}
