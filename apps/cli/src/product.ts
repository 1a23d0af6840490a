import { readFileSync } from "node:fs";

const packageJson = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
  readonly description: string;
};

/** The version of this program. */
export const productVersion = packageJson.version;

/** What this program is, in one line. */
export const productDescription = packageJson.description;
