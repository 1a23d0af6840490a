import { hash, type KeyObject, verify } from "node:crypto";
import { promisify } from "node:util";

import type { Lockfile, RegistryKey } from "@larder/lockfile";
import type { NodeId, RegistryAlias, ResolvedNode } from "@larder/resolver";
import { verifiedSignatures } from "@larder/store";
import pMap from "p-map";

import { findVerificationKey } from "./verification-key.ts";

/**
 * What the signatures of a package come to. `unsigned` has none, `unverified` has some while no key of its registry is
 * known; `unknown-key` has none that was made with a key that the host has agreed to, though it has agreed to others.
 */
export type SignatureState = "verified" | "unsigned" | "unverified" | "unknown-key" | "invalid";

/** A package of a registry, and whether that has signed it. */
export type CheckedPackage = {
  readonly node: ResolvedNode;
  readonly registry: RegistryAlias;
  readonly state: SignatureState;
  /** The key that decided, where one did. */
  readonly keyid?: string;
  /** Why it is `invalid`, after the name of the package. */
  readonly reason?: string;
};

/** What is known besides the lock. */
export type CheckOptions = {
  /** When packages were published, by their ids: what was locked before is not judged by its key's end again. */
  readonly published?: { readonly [id: NodeId]: string };
  /** Remembers which signatures hold. */
  readonly store?: { readonly directory: string } | undefined;
};

/** Of the four threads of Node's pool one stays free, for who reads and writes files meanwhile. */
const checksAtOnce = 3;

/** Checks the signature of each package of a registry in `lock` with the keys in `lock`. Nobody is asked. */
export async function checkSignatures(
  { resolution, keys = [] }: Lockfile,
  { published = {}, store }: CheckOptions = {},
): Promise<readonly CheckedPackage[]> {
  const memory = store && verifiedSignatures(store.directory);
  const known = memory?.readVerified() ?? new Set<string>();
  const fresh = new Set<string>();
  const keysOf = Map.groupBy(keys.map(readKey), ({ registry }) => registry);
  const holds = async (signed: Signed): Promise<boolean> => {
    if (known.has(signed.digest)) return true;
    const isRight = await verifies(signed);
    if (isRight) fresh.add(signed.digest);
    return isRight;
  };
  const check = async ({ node, registry }: Published): Promise<CheckedPackage> => {
    return { node, registry, ...(await judge(node, keysOf.get(registry) ?? [], published[node.id], holds)) };
  };
  const checked = await pMap(oneEach(resolution.nodes), check, { concurrency: checksAtOnce });
  memory?.noteVerified([...fresh]);
  return checked;
}

/** One that is no key has no object: nothing was made with it. */
type ReadKey = RegistryKey & { readonly object: KeyObject | undefined };
type Signed = { readonly message: string; readonly sig: string; readonly key: KeyObject; readonly digest: string };
type Published = Pick<CheckedPackage, "node" | "registry">;
type Verdict = Omit<CheckedPackage, keyof Published>;

function readKey(key: RegistryKey): ReadKey {
  return { ...key, object: findVerificationKey(key.key) };
}

/** A package that stands there with several peers was published once. */
function oneEach(nodes: readonly ResolvedNode[]): readonly Published[] {
  const byWhat = new Map<string, Published>();
  for (const node of nodes) {
    if (node.source.type !== "registry") continue;
    const { registry } = node.source;
    const what = JSON.stringify([registry, messageOf(node), node.signatures]);
    if (!byWhat.has(what)) byWhat.set(what, { node, registry });
  }
  return [...byWhat.values()];
}

/** One that does not hold is told whatever the others say, as every client of npm's protocol does. */
async function judge(
  node: ResolvedNode,
  keys: readonly ReadKey[],
  published: string | undefined,
  holds: (signed: Signed) => Promise<boolean>,
): Promise<Verdict> {
  const { signatures = [] } = node;
  const [first] = signatures;
  if (first === undefined) return { state: "unsigned" };
  if (keys.length === 0) return { state: "unverified" };
  const made = signatures.flatMap((signature) => {
    const key = keys.find(({ keyid }) => keyid === signature.keyid);
    return key?.object === undefined ? [] : [{ ...signature, key, object: key.object }];
  });
  const [used] = made;
  if (used === undefined) return { state: "unknown-key", keyid: first.keyid };

  const message = messageOf(node);
  for (const { sig, keyid, key, object } of made) {
    if (!(await holds({ message, sig, key: object, digest: digestOf(key, message, sig) }))) {
      return { state: "invalid", keyid, reason: `is not what the key \`${keyid}\` signed` };
    }
  }
  const inTime = made.find(({ key }) => !isLate(published, key));
  if (inTime !== undefined) return { state: "verified", keyid: inTime.keyid };
  const reason = `was published at ${published}, after its key \`${used.keyid}\` had ended at ${used.key.expires}`;
  return { state: "invalid", keyid: used.keyid, reason };
}

function isLate(published: string | undefined, { expires }: RegistryKey): boolean {
  if (published === undefined || expires === undefined) return false;
  return Date.parse(published) >= Date.parse(expires);
}

/** What npm's registries sign. */
function messageOf({ name, version, integrity }: ResolvedNode): string {
  return `${name}@${version}:${integrity}`;
}

function digestOf({ key }: RegistryKey, message: string, sig: string): string {
  return hash("sha256", `${key}\n${message}\n${sig}`, "base64url");
}

const verifyAside = promisify(verify) as (
  algorithm: string,
  data: Uint8Array,
  key: KeyObject,
  signature: Uint8Array,
) => Promise<boolean>;

async function verifies({ message, sig, key }: Signed): Promise<boolean> {
  return await verifyAside("sha256", Buffer.from(message), key, Buffer.from(sig, "base64"));
}
