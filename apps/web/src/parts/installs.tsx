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
    yarn: `${yarnSettings(site)} yarn add ${name}`,
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

/** Yarn takes its registry from settings only, and asks that one without TLS is named. */
function yarnSettings({ publicUrl }: Site): string {
  const { protocol, hostname } = new URL(publicUrl);
  const settings = [`YARN_NPM_REGISTRY_SERVER=${publicUrl}`];
  if (protocol === "http:") settings.push(`YARN_UNSAFE_HTTP_WHITELIST=${hostname}`);
  return settings.join(" ");
}
