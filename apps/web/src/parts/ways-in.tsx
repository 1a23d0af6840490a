import type { VNode } from "preact";

import type { Site } from "../site.ts";
import { Command } from "./command.tsx";

/** How to install from this registry, publish to it, and run its packages. */
export function WaysIn({ site }: { readonly site: Site }): VNode {
  return (
    <section class="section" aria-labelledby="ways">
      <h2 id="ways">How to use it</h2>
      <div class="ways">
        <article class="card">
          <h3>Install from here</h3>
          <p class="small muted">
            One line in the <code>.npmrc</code> of your project, for npm, pnpm and bun:
          </p>
          <Command text={`registry=${site.publicUrl}/`} />
          <p class="small muted">For yarn:</p>
          <Command text={`yarn config set npmRegistryServer ${site.publicUrl}`} />
          <p class="small muted">
            Or this line in the <code>.npmrc</code>, for the packages of one scope only:
          </p>
          <Command text={`@examples:registry=${site.publicUrl}/`} />
        </article>
        <article class="card">
          <h3>Publish</h3>
          <p class="small muted">Log in once; then every client may publish:</p>
          <Command text={`larder login --registry ${site.publicUrl} --user NAME`} />
          <Command text={`pnpm publish --registry ${site.publicUrl}`} />
        </article>
        <article class="card">
          <h3>Run in a host</h3>
          <p class="small muted">A host installs packages and runs their plugins:</p>
          <Command text={`larder host init my-host --registry ${site.publicUrl}`} />
          <Command text="larder add NAME --cwd my-host" />
          <Command text="larder start my-host" />
        </article>
      </div>
    </section>
  );
}
