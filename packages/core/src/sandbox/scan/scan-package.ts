import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Problem } from "@larder/package-contents";

import { scanCode } from "./scan-code.ts";

/** Larger files are not read: a scan is a hint, and must not take longer than what it is about. */
const fileBytesMax = 512 * 1024;
const filesMax = 200;
const hintsMax = 50;

/** What may hold code that a host runs; pages for browsers, tests and what others wrote are left out. */
const scanned = /^(?!(?:node_modules|frontend|html|wiki|tests?|dist\/assets)\/)(?!.*\.(?:test|spec)\.).+\.m?js$/;

/**
 * Returns what stands out in those files of the package in `directory` that may be code for a host, as warnings with
 * file and line.
 *
 * It is a hint for whoever writes or trusts the package, and no defence: code can hide from any scan, and what keeps a
 * sandbox closed does not read it.
 */
export function scanPackage(directory: string, paths: readonly string[]): readonly Problem[] {
  const files = paths.filter((path) => scanned.test(path)).slice(0, filesMax);
  return files.flatMap((path) => scanFile(directory, path)).slice(0, hintsMax);
}

function scanFile(directory: string, path: string): readonly Problem[] {
  const file = join(directory, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > fileBytesMax) return [];
  return scanCode(readFileSync(file, "utf8"), path).map(({ line, message, isMissingInSandbox }) => ({
    severity: "warning",
    path: `${path}:${line}`,
    message,
    ...(isMissingInSandbox && { hint: "It runs only where the operator of a host trusts it" }),
  }));
}
