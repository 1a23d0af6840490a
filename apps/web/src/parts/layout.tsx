import type { ComponentChildren, VNode } from "preact";

import { assets } from "../assets.ts";
import { homeHref, type Site } from "../site.ts";

type LayoutProps = {
  readonly site: Site;
  readonly title: string;
  /** The home page has a search form of its own. */
  readonly withSearch?: boolean;
  readonly children: ComponentChildren;
};

/** The frame of every page. */
export function Layout({ site, title, withSearch = true, children }: LayoutProps): VNode {
  const asset = (fileName: string) => `${site.basePath}/-/assets/${fileName}`;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href={asset(assets.styleSheet.fileName)} />
        <link rel="icon" type="image/svg+xml" href={asset(assets.icon.fileName)} />
      </head>
      <body>
        <header class="top">
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <div class="bar">
            <a class="brand" href={homeHref(site)}>
              <Jar />
              Larder
            </a>
            {withSearch && <QuickSearch site={site} />}
          </div>
        </header>
        <main class="page" id="content">
          {children}
        </main>
        <footer class="foot">
          A Larder registry at <code>{site.publicUrl}</code>
        </footer>
      </body>
    </html>
  );
}

function QuickSearch({ site }: { readonly site: Site }): VNode {
  return (
    <search class="find">
      <form class="find" action={homeHref(site)} method="get">
        <input type="search" name="text" placeholder="Search packages" aria-label="Search packages" />
        <button type="submit">Search</button>
      </form>
    </search>
  );
}

function Jar(): VNode {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d="M7 3.5h10v3H7zM8 6.5c0 1.6-2.5 2-2.5 4.6v7.4a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-7.4c0-2.6-2.5-3-2.5-4.6" />
      <path d="M5.5 13.5h13" />
    </svg>
  );
}
