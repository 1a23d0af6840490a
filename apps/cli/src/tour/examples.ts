import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { ConfigurationError } from "../errors.ts";

/** A package that the tour publishes. */
export type Example = {
  readonly directory: string;
  /** How: by the real `pnpm publish`, or by `larder publish`, which also takes a folder without a package.json. */
  readonly by: "pnpm" | "larder";
  /** What the files of a folder without a manifest do not say. */
  readonly identity: { readonly name?: string; readonly version?: string };
  /** What the host wants of it; only code needs trust. */
  readonly want: { readonly spec: string; readonly trust: boolean };
};

/** What the names of the examples match: they come from the checkout, whatever an uplink has under them. */
export const examplePatterns = ["@examples/*", "prompt-themes"] as const;

/** Returns the packages of the tour. Throws {@link ConfigurationError} outside a checkout, where there are none. */
export function findExamples(): readonly Example[] {
  const root = fileURLToPath(new URL("../../../../examples/", import.meta.url));
  if (!existsSync(join(root, "analytics", "package.json"))) {
    throw new ConfigurationError("The tour publishes the examples of a checkout, and they are not here", {
      hint: "Clone the repository and run `npm start` in it; or begin with `larder serve`",
    });
  }
  return [
    {
      directory: join(root, "analytics"),
      by: "pnpm",
      identity: {},
      want: { spec: "@examples/analytics@^1.0.0", trust: true },
    },
    { directory: join(root, "notes"), by: "pnpm", identity: {}, want: { spec: "@examples/notes@^1.0.0", trust: true } },
    {
      directory: join(root, "prompt-themes"),
      by: "larder",
      identity: { name: "prompt-themes", version: "1.0.0" },
      want: { spec: "prompt-themes@^1.0.0", trust: false },
    },
  ];
}
