import { readFile } from "node:fs/promises";

import ini from "ini";

/** The settings of one `.npmrc`, with variables filled in. */
export type Npmrc = { readonly [key: string]: string };

/** Returns the settings in the `.npmrc` at `path`; none when there is no such file. */
export async function readNpmrc(
  path: string,
  variables: { readonly [name: string]: string | undefined },
): Promise<Npmrc> {
  return parseNpmrc(await readIfExists(path), variables);
}

/** Returns the settings in the text of an `.npmrc`. A `${NAME}` of an unset variable stays as it is, as in npm. */
export function parseNpmrc(text: string, variables: { readonly [name: string]: string | undefined }): Npmrc {
  const settings = Object.entries(ini.parse(text))
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .map(([key, value]) => [fillVariables(key, variables), fillVariables(value, variables)] as const);
  return Object.fromEntries(settings);
}

function fillVariables(text: string, variables: { readonly [name: string]: string | undefined }): string {
  return text.replaceAll(/\$\{([^}?]+)(\?)?\}/g, (whole, name: string, optional: string | undefined) => {
    return variables[name] ?? (optional === undefined ? whole : "");
  });
}

/** Returns the text of the file at `path`, `""` when there is none. */
export async function readIfExists(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
