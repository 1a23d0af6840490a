import { isImportName, isPackageName, type PackageName } from "@larder/package-spec";
import type { NodeId, PackageExtension, Resolution, RootWant } from "@larder/resolver";

import { isTexts, parseJson, parseRecord } from "./json.ts";
import { type LockedPolicy, readExtension, readPolicy } from "./lock-settings.ts";
import type { RegistryKey, UnsolvedWant } from "./lockfile.ts";
import { LockfileError } from "./lockfile-error.ts";

/* One function a word; each returns what its line says, and throws a `LockfileError` with the number of the line. */

/** `policy {…}` */
export function parsePolicy(line: string, number: number, skipsUnknown: boolean): LockedPolicy {
  const value = parseRecord(line.slice("policy ".length));
  if (!value) throw new LockfileError(number, "should read `policy {…}`: its JSON is broken");
  const policy = readPolicy(value, skipsUnknown);
  if (typeof policy === "string") {
    throw new LockfileError(number, `has a policy whose \`${policy.slice(0, 40)}\` cannot be one`);
  }
  return policy;
}

/** `override "<name>" "<range>"` */
export function parseOverride(line: string, number: number): [name: string, wanted: string] {
  const [name, wanted] = parseTwoTexts(line);
  if (name === undefined || wanted === undefined) {
    throw new LockfileError(number, 'should read `override "<name>" "<range>"`');
  }
  return [name, wanted];
}

/** `extend "<selector>" {…}` */
export function parseExtension(line: string, number: number): [selector: string, extension: PackageExtension] {
  const match = /^extend ("(?:[^"\\]|\\.)*") (\{.*\})$/s.exec(line);
  const [selector, value] = [parseText(match?.[1]), parseRecord(match?.[2])];
  const extension = value && readExtension(value);
  if (selector === undefined || extension === undefined) {
    throw new LockfileError(number, 'should read `extend "<name@range>" {"dependencies":{…}}`');
  }
  return [selector, extension];
}

/** `shared "<name>"` */
export function parseShared(line: string, number: number): PackageName {
  const name = parseText(line.slice("shared ".length));
  if (name === undefined || !isPackageName(name)) throw new LockfileError(number, 'should read `shared "<name>"`');
  return name;
}

/** `key "<registry>" "<keyid>" {"expires":"…","key":"…"}` */
export function parseKey(line: string, number: number): RegistryKey {
  const match = /^key ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*") (\{.*\})$/s.exec(line);
  const [registry, keyid, facts] = [parseText(match?.[1]), parseText(match?.[2]), parseRecord(match?.[3])];
  const { key, expires } = facts ?? {};
  if (registry === undefined || keyid === undefined || !isBase64(key) || !isTime(expires)) {
    throw new LockfileError(number, 'should read `key "<registry>" "<keyid>" {"key":"…"}`');
  }
  return { registry, keyid, key, ...(expires !== undefined && { expires }) };
}

function isBase64(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
}

/** What has no end says none. */
function isTime(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === "string" && Number.isFinite(Date.parse(value)));
}

/** `unsolved "<alias>" "<range>"` */
export function parseUnsolved(line: string, number: number): UnsolvedWant {
  const [alias, wanted] = parseTwoTexts(line);
  if (alias === undefined || wanted === undefined) {
    throw new LockfileError(number, 'should read `unsolved "<name>" "<range>"`');
  }
  return { alias, wanted };
}

/** `want "<alias>" "<range>" -> <id>` */
export function parseWant(line: string, number: number): RootWant {
  const match = /^want ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*") -> (\S+)$/s.exec(line);
  const [alias, wanted] = [parseText(match?.[1]), parseText(match?.[2])];
  if (!match || alias === undefined || wanted === undefined) {
    throw new LockfileError(number, 'should read `want "<name>" "<range>" -> <id>`');
  }
  if (!isImportName(alias)) throw new LockfileError(number, `wants \`${alias}\`, which is no name to import`);
  return { alias, wanted, to: match[3] as NodeId };
}

/** `capability "<name>" ["<range>"] -> <id>` */
export function parseCapability(line: string, number: number): Resolution["capabilities"][number] {
  const match = /^capability ("(?:[^"\\]|\\.)*") (\[.*\]) -> (\S+)$/s.exec(line);
  const [name, wanted] = [parseText(match?.[1]), parseJson(match?.[2])];
  if (!match || name === undefined || !isTexts(wanted)) {
    throw new LockfileError(number, 'should read `capability "<name>" ["<range>"] -> <id>`');
  }
  return { name, wanted, by: match[3] as NodeId };
}

function parseTwoTexts(line: string): [string | undefined, string | undefined] {
  const match = /^\w+ ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/s.exec(line);
  return [parseText(match?.[1]), parseText(match?.[2])];
}

function parseText(json: string | undefined): string | undefined {
  const value = parseJson(json);
  return typeof value === "string" ? value : undefined;
}
