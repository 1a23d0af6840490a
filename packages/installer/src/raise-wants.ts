import type { HostWant } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import { parseWanted, type Range, satisfies, type Version } from "@larder/package-spec";

import { relock, type SettleInput } from "./settle-lock.ts";

/** A want that is raised. */
export type RaisedWant = { readonly type: "want"; readonly alias: string; readonly wanted: string };

/**
 * Returns which of the wants `names` (all of them when there are none) must be raised for the newest
 * versions that go together, and the lock of them.
 *
 * All that may be raised are first solved without their ranges, so that the policy and the other wants
 * have their say; then with the ranges of what came out.
 */
export async function raiseWants(
  input: SettleInput & { readonly update: readonly string[] },
  names: readonly string[],
): Promise<{ readonly edits: readonly RaisedWant[]; readonly lock: Lockfile }> {
  const { manifest } = input;
  const isMeant = ({ alias, wanted }: HostWant): boolean =>
    (names.length === 0 || names.includes(alias)) && rangeOf(wanted) !== undefined;
  const free = manifest.wants.map((want) => (isMeant(want) ? { ...want, wanted: withoutRange(want) } : want));
  const newest = await relock({ ...input, manifest: { ...manifest, wants: free } });

  const edits = manifest.wants.filter(isMeant).flatMap((want) => raise(want, versionOf(newest, want.alias)));
  const raised = new Map(edits.map((edit) => [edit.alias, edit.wanted]));
  const wants = manifest.wants.map((want) => ({ ...want, wanted: raised.get(want.alias) ?? want.wanted }));
  return { edits, lock: await relock({ ...input, manifest: { ...manifest, wants }, locked: newest, update: [] }) };
}

/** A tag moves by itself, and what is not from a registry has no newer version to ask for. */
function rangeOf(text: string): Range | undefined {
  const wanted = parseWanted(text);
  const target = wanted.type === "alias" ? wanted.wanted : wanted;
  return target.type === "range" ? target.range : undefined;
}

function withoutRange(want: HostWant): string {
  return withRange(want, "*");
}

/** A range that has the version already stays; a new one is of the kind of the old one: exact, `~` or `^`. */
function raise(want: HostWant, version: Version): readonly RaisedWant[] {
  const range = rangeOf(want.wanted);
  if (range === undefined || satisfies(version, range)) return [];
  const [sign] = /^~/.exec(range) ?? (/^\d+\.\d+\.\d+\S*$/.test(range) ? [""] : ["^"]);
  return [{ type: "want", alias: want.alias, wanted: withRange(want, `${sign}${version}`) }];
}

function withRange({ wanted: text }: HostWant, range: string): string {
  const wanted = parseWanted(text);
  return wanted.type === "alias" ? `npm:${wanted.name}@${range}` : range;
}

function versionOf({ resolution }: Lockfile, alias: string): Version {
  const to = resolution.wants.find((want) => want.alias === alias)?.to;
  const node = resolution.nodes.find(({ id }) => id === to);
  if (node === undefined) throw new Error(`The want ${alias} was solved to nothing`);
  return node.version;
}
