import { resolve } from "node:path";

import { argument, defineCommand, textWithFallback } from "../command.ts";
import { databaseUrlOption, findDatabaseUrl } from "../serving/database-url.ts";

export const command = defineCommand({
  description:
    "The advisories take the place of those that were imported before, and count on every replica within seconds. It does not matter whether a server runs. `registry.yaml` says what they are for: `audits: advisories`, and `advisories` in the policy of an uplink.",
  arguments: { archive: argument("file", "a zip file of advisories about npm packages in the OSV format") },
  options: {
    data: textWithFallback("--data <directory>", "the registry's data directory", "larder-data"),
    databaseUrl: databaseUrlOption,
  },
  examples: [{ command: "larder advisories import all.zip", does: "an archive as osv.dev publishes it for npm" }],
  run: async (context, { archive, data, databaseUrl }) => {
    // The database takes a third of a second to import, which the help page does not need.
    const { addAdvisories } = await import("../serving/registry-control.ts");
    const place = { data: resolve(context.cwd, data), databaseUrl: findDatabaseUrl(context, databaseUrl) };
    context.progress.status("importing the advisories");
    return await addAdvisories(place, resolve(context.cwd, archive));
  },
  view: ({ advisories, modifiedAt }, style) =>
    `Imported ${style.name(String(advisories))} advisories, the newest of ${modifiedAt.slice(0, 10)}`,
});
