import { chmod, mkdir, realpath, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { readIfExists } from "./read-npmrc.ts";

/**
 * Sets one setting of the `.npmrc` at `path` and keeps every other line, comments too.
 *
 * The file holds secrets, so only its owner may read it. It is written beside and renamed: a reader
 * sees the old file or the new one. A symbolic link stays one.
 */
export async function setInNpmrc(path: string, key: string, value: string): Promise<void> {
  const target = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return path;
    throw error;
  });
  const text = withSetting(await readIfExists(target), key, value);

  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, target);
}

/** Returns `text`, the content of an `.npmrc`, with one line for `key`. */
export function withSetting(text: string, key: string, value: string): string {
  const line = `${key}=${value}`;
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const place = lines.findIndex((candidate) => keyOf(candidate) === key);
  if (place === -1) return `${[...lines, line].join("\n")}\n`;
  const others = lines.filter((candidate, index) => index <= place || keyOf(candidate) !== key);
  return `${others.with(place, line).join("\n")}\n`;
}

function keyOf(line: string): string | undefined {
  return /^\s*[;#]/.test(line) ? undefined : line.split("=", 1)[0]?.trim();
}
