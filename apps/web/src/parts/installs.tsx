import type { PackageName } from "@larder/package-spec";
import type { VNode } from "preact";

import type { Site } from "../site.ts";
import { Command } from "./command.tsx";

/** The command of each client that installs this package from this registry. */
export function Installs({ site, name }: { readonly site: Site; readonly name: PackageName }): VNode {
  const from = `--registry ${site.publicUrl}`;
  const commands = {
    npm: `npm install ${name} ${from}`,
    pnpm: `pnpm add ${name} ${from}`,
    yarn: `yarn add ${name} ${from}`,
    bun: `bun add ${name} ${from}`,
    larder: `larder add ${name}`,
  };
  return (
    <section class="section" aria-labelledby="install">
      <h2 id="install">Install</h2>
      <dl class="installs">
        {Object.entries(commands).map(([client, command]) => (
          <div key={client}>
            <dt>{client}</dt>
            <dd>
              <Command text={command} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
