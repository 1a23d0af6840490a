import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { root } from "./root.mjs";

/**
 * Reads a small JSON record of this checkout; `undefined` when there is none or it was cut short, since every
 * record can be made again.
 *
 * @param {string} name
 * @returns {Record<string, string> | undefined}
 */
export function readRecord(name) {
  try {
    return JSON.parse(readFileSync(recordUrl(name), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Writes a small JSON record of this checkout. Records live in `node_modules`, so that they go when it goes.
 *
 * @param {string} name
 * @param {Record<string, string>} record
 */
export function writeRecord(name, record) {
  const file = fileURLToPath(recordUrl(name));
  mkdirSync(new URL("./", recordUrl(name)), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(record));
  renameSync(`${file}.${process.pid}`, file);
}

/** @param {string} name */
function recordUrl(name) {
  return new URL(`node_modules/.larder-${name}.json`, root);
}
