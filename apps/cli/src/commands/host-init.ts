import { resolve } from "node:path";

import { initHost } from "@larder/host-directory";

import { argument, defineCommand, text, textWithFallback } from "../command.ts";
import { findRegistry } from "../registry-access/find-registry.ts";

export const command = defineCommand({
  arguments: { directory: argument("directory", "the new host; made when it is missing") },
  options: {
    registry: text("--registry <url>", "where its packages come from; else LARDER_REGISTRY, or npm's registry"),
    alias: textWithFallback("--alias <name>", "what the lockfile calls that registry", "home"),
  },
  examples: [
    { command: "larder host init my-host --registry http://127.0.0.1:5273", does: "a host that wants nothing yet" },
  ],
  run: async (context, input) => {
    const directory = resolve(context.cwd, input.directory);
    const registry = await findRegistry(context, input.registry);
    const written = await initHost(directory, { registryUrl: registry, alias: input.alias });
    return { directory, registry, alias: input.alias, written };
  },
  view: ({ directory, written }, style) =>
    `Made a host in ${directory} (${written.join(", ")})\n  ${style.good("next:")} larder add NAME --cwd ${directory}`,
});
