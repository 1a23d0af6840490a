import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { HostError, type HostPaths, readTextIfExists, writeDurably } from "@larder/host-directory";

import { formatPath, isSection, isWithin, type Json, type JsonObject, type Path, withValue } from "./json-tree.ts";
import { seal, type SecretKey, unseal } from "./seal.ts";
import { SecretError } from "./secret-error.ts";
import { makeKey, readOrMakeSecretKeys, readSecretKeys, type SecretKeySource, writeSecretKeys } from "./secret-keys.ts";

/** Why a value is kept: the operator told it, or it was made up. */
export type KeptOrigin = "set" | "generated";

/** What a host keeps for one package. */
export type KeptOf = {
  readonly set: JsonObject;
  readonly generated: JsonObject;
  /** What cannot be opened: its key is gone, or somebody changed it. */
  readonly unreadable: readonly Path[];
};

/** A value and where it belongs. */
export type KeptValue = { readonly path: Path; readonly value: Json; readonly origin: KeptOrigin };

type Entry = { readonly path: Path; readonly origin: KeptOrigin; readonly sealed: string };
type KeptFile = ReadonlyMap<string, readonly Entry[]>;

/** What a host keeps for its packages, each value sealed in a file for the host's owner alone. */
export type KeptValues = {
  /** Returns what is kept for `packageName`. Throws {@link SecretError} for keys that are none. */
  read(packageName: string): Promise<KeptOf>;
  /** Keeps `values`, in the place of what stood there. A value that was made up never takes the place of another. */
  keep(packageName: string, values: readonly KeptValue[]): Promise<void>;
  /** Forgets what stands at `path` and below it; returns whether there was something. */
  forget(packageName: string, path: Path): Promise<boolean>;
  /**
   * Seals everything with a new key, or with that of the variable, and forgets the older keys; a crash leaves all of
   * it readable. Returns how many values that were. Throws {@link SecretError} when one cannot be opened.
   */
  rotate(): Promise<number>;
};

const formatVersion = 1;

/** Returns what the host at `paths` keeps; `variable` is the value of `LARDER_SECRET_KEY`. */
export function openKeptValues(
  { secrets, secretKey }: Pick<HostPaths, "secrets" | "secretKey">,
  variable: string | undefined,
): KeptValues {
  const source: SecretKeySource = { file: secretKey, variable };
  const inTurn = <Result>(change: () => Promise<Result>): Promise<Result> => holdSecrets(secrets, change);
  return {
    async read(packageName) {
      const entries = (await readKept(secrets)).get(packageName) ?? [];
      return entries.length === 0 ? nothingKept : open(entries, packageName, await readSecretKeys(source));
    },
    keep: (packageName, values) =>
      inTurn(async () => {
        const kept = await readKept(secrets);
        const [key] = await readOrMakeSecretKeys(source);
        if (key === undefined) throw new Error("A host that makes keys has none");
        const entries = values.reduce(
          (all, value) => withEntry(all, { packageName, key, value }),
          kept.get(packageName) ?? [],
        );
        await writeKept(secrets, new Map(kept).set(packageName, entries));
      }),
    forget: (packageName, path) =>
      inTurn(async () => {
        const kept = await readKept(secrets);
        const entries = kept.get(packageName) ?? [];
        const left = entries.filter((entry) => !isWithin(entry.path, path));
        if (left.length === entries.length) return false;
        await writeKept(secrets, new Map(kept).set(packageName, left));
        return true;
      }),
    rotate: () => inTurn(() => rotate(secrets, source)),
  };
}

/** What is kept for a package that told nothing. */
export const nothingKept: KeptOf = { set: {}, generated: {}, unreadable: [] };

function open(entries: readonly Entry[], packageName: string, keys: readonly SecretKey[]): KeptOf {
  const opened: { set: JsonObject; generated: JsonObject } = { set: {}, generated: {} };
  const unreadable: Path[] = [];
  for (const { path, origin, sealed } of entries) {
    const value = unseal(keys, { packageName, path }, sealed);
    if (value === undefined) unreadable.push(path);
    else opened[origin] = withValue(opened[origin], path, value);
  }
  return { ...opened, unreadable };
}

function withEntry(
  entries: readonly Entry[],
  { packageName, key, value }: { readonly packageName: string; readonly key: SecretKey; readonly value: KeptValue },
): readonly Entry[] {
  const { path, origin } = value;
  const present = entries.some((entry) => isSame(entry.path, path));
  if (present && origin === "generated") return entries;
  const sealed = seal(key, { packageName, path }, value.value);
  return [...entries.filter((entry) => !isSame(entry.path, path)), { path, origin, sealed }];
}

async function rotate(secrets: string, source: SecretKeySource): Promise<number> {
  const kept = await readKept(secrets);
  const old = await readSecretKeys(source);
  const isGiven = source.variable !== undefined && source.variable !== "";
  const key = (isGiven ? old[0] : undefined) ?? makeKey();
  // Until everything is sealed anew, both keys open it.
  if (!isGiven) await writeSecretKeys(source.file, [key, ...old]);
  const resealed = [...kept].map(
    ([packageName, entries]) =>
      [packageName, entries.map((entry) => reseal(entry, { packageName, key, old }))] as const,
  );
  await writeKept(secrets, new Map(resealed));
  if (isGiven) await rm(source.file, { force: true });
  else await writeSecretKeys(source.file, [key]);
  return [...kept.values()].flat().length;
}

function reseal(
  { path, origin, sealed }: Entry,
  {
    packageName,
    key,
    old,
  }: { readonly packageName: string; readonly key: SecretKey; readonly old: readonly SecretKey[] },
): Entry {
  const value = unseal([key, ...old], { packageName, path }, sealed);
  if (value !== undefined) return { path, origin, sealed: seal(key, { packageName, path }, value) };
  throw new SecretError(
    `\`${formatPath(path)}\` of \`${packageName}\` cannot be opened: its key is gone, or it was changed`,
    {
      hint: `Forget it with \`larder config unset ${packageName} ${formatPath(path)}\``,
    },
  );
}

function isSame(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}

async function readKept(secrets: string): Promise<KeptFile> {
  const text = await readTextIfExists(secrets);
  if (text === undefined) return new Map();
  const file = parseJson(text);
  if (isSection(file) && file["version"] === formatVersion && isKept(file["packages"])) {
    return new Map(Object.entries(file["packages"]));
  }
  throw new HostError(secrets, "cannot be read", "Put it back from a backup, or remove it and set the secrets again");
}

function isKept(value: unknown): value is { readonly [packageName: string]: readonly Entry[] } {
  return isSection(value) && Object.values(value).every((entries) => Array.isArray(entries) && entries.every(isEntry));
}

function isEntry(value: unknown): value is Entry {
  if (!isSection(value)) return false;
  const { path, origin, sealed } = value;
  const isPath = Array.isArray(path) && path.every((key) => typeof key === "string");
  return isPath && (origin === "set" || origin === "generated") && typeof sealed === "string";
}

/** Returns undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function writeKept(secrets: string, kept: KeptFile): Promise<void> {
  const packages = Object.fromEntries([...kept].filter(([, entries]) => entries.length > 0));
  await writeDurably(secrets, `${JSON.stringify({ version: formatVersion, packages }, null, 2)}\n`, 0o600);
}

const patienceMs = 10_000;
const pollMs = 25;

/** One process at a time changes what is kept; the kernel ends the hold of one that dies. */
async function holdSecrets<Result>(secrets: string, change: () => Promise<Result>): Promise<Result> {
  // SQLite, which holds, takes long to load, and most starts of a host keep nothing.
  const { DirectoryHeldError, holdDirectory } = await import("@larder/sql/hold");
  const place = join(dirname(secrets), "secrets-hold");
  await mkdir(place, { recursive: true });
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      const hold = holdDirectory(place, { command: "larder config" });
      try {
        return await change();
      } finally {
        hold.release();
      }
    } catch (error) {
      if (!(error instanceof DirectoryHeldError) || performance.now() > until) throw error;
      await sleep(pollMs);
    }
  }
}
