import type { VNode } from "preact";

import { Layout } from "../parts/layout.tsx";
import { homeHref, type Site } from "../site.ts";

type MessagePageProps = {
  readonly site: Site;
  readonly heading: string;
  /** Why, and what to do. */
  readonly sentence: string;
};

/** A page that says why there is no other one: nothing is here, or it may not be seen. */
export function MessagePage({ site, heading, sentence }: MessagePageProps): VNode {
  return (
    <Layout site={site} title={`${heading} · Larder`}>
      <div class="hero">
        <h1>{heading}</h1>
        <p class="lead">{sentence}</p>
        <p>
          <a href={homeHref(site)}>See all packages</a>
        </p>
      </div>
    </Layout>
  );
}
