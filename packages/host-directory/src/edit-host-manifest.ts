import { type Document, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

import type { ConfigurationEdit } from "./configuration-text.ts";
import type { Grant } from "./grants.ts";
import type { PackageMode } from "./host-manifest.ts";
import { hostPaths } from "./host-paths.ts";
import { parseHostManifest } from "./parse-host-manifest.ts";
import { readHostManifestText } from "./read-host-text.ts";
import { writeDurably } from "./write-durably.ts";
import { asLines, deleteBelow, mapIn, ownNode, setBelow } from "./yaml-maps.ts";

/** One change of a `larder.yaml`; order and comments of what it does not name stay. */
export type HostManifestEdit =
  | { readonly type: "want"; readonly alias: string; readonly wanted: string }
  | { readonly type: "unwant"; readonly alias: string }
  | { readonly type: "mode"; readonly name: string; readonly mode: PackageMode }
  /** Adds to what the operator agreed to; nothing of it is taken back. */
  | { readonly type: "grant"; readonly name: string; readonly grants: readonly Grant[] }
  /** Changes one setting of a package whose configuration stands in this file. */
  | ({ readonly type: "config"; readonly name: string } & ConfigurationEdit)
  | { readonly type: "registry"; readonly alias: string; readonly url: string };

/**
 * Returns `text`, the content of a `larder.yaml`, with `edits` made. Throws {@link HostError} when
 * `text` is no host manifest, or would be none afterwards.
 */
export function editHostManifest(text: string, edits: readonly HostManifestEdit[]): string {
  parseHostManifest(text);
  const document = parseDocument(text);
  for (const edit of edits) applyEdit(document, edit);
  const edited = document.toString({ lineWidth: 0 });
  parseHostManifest(edited);
  return edited;
}

/** Adds or changes wants in the host's `larder.yaml`, on disk, whole or not at all. */
export async function addWants(directory: string, wants: { readonly [alias: string]: string }): Promise<void> {
  await editOnDisk(
    directory,
    Object.entries(wants).map(([alias, wanted]) => ({ type: "want", alias, wanted })),
  );
}

/** Removes wants from the host's `larder.yaml`; one that is not there stays not there. */
export async function removeWants(directory: string, aliases: readonly string[]): Promise<void> {
  await editOnDisk(
    directory,
    aliases.map((alias) => ({ type: "unwant", alias })),
  );
}

/** Decides how the code of one package runs in the host. */
export async function setPackageMode(directory: string, name: string, mode: PackageMode): Promise<void> {
  await editOnDisk(directory, [{ type: "mode", name, mode }]);
}

/** Says where the registry `alias` is; the lock stores only the alias, so it stays as it is. */
export async function setRegistry(directory: string, alias: string, url: string): Promise<void> {
  await editOnDisk(directory, [{ type: "registry", alias, url }]);
}

async function editOnDisk(directory: string, edits: readonly HostManifestEdit[]): Promise<void> {
  const text = await readHostManifestText(directory);
  const edited = editHostManifest(text, edits);
  if (edited !== text) await writeDurably(hostPaths(directory).manifest, edited);
}

function applyEdit(document: Document, edit: HostManifestEdit): void {
  switch (edit.type) {
    case "want":
      sectionOf(document, "wants").set(edit.alias, edit.wanted);
      return;
    case "unwant":
      document.deleteIn(["wants", edit.alias]);
      return;
    case "mode":
      settingsOf(document, edit.name).set("mode", edit.mode);
      return;
    case "grant":
      addGrants(document, settingsOf(document, edit.name), edit.grants);
      return;
    case "config":
      configure(document, edit);
      return;
    case "registry":
      sectionOf(document, "registries").set(edit.alias, edit.url);
  }
}

function configure(document: Document, { name, path, value }: HostManifestEdit & { readonly type: "config" }): void {
  const place = ["packages", name, "config", ...path];
  const root = document.contents as YAMLMap;
  if (value === undefined) deleteBelow(document, root, place);
  else setBelow(document, root, place, value);
}

function settingsOf(document: Document, name: string): YAMLMap {
  return mapIn(document, sectionOf(document, "packages"), name);
}

function sectionOf(document: Document, name: string): YAMLMap {
  return mapIn(document, document.contents as YAMLMap, name);
}

function addGrants(document: Document, settings: YAMLMap, grants: readonly Grant[]): void {
  const present = ownNode(document, settings, "grants");
  const list = isSeq(present) ? asLines(present) : (document.createNode([]) as YAMLSeq);
  for (const { resource, actions } of grants) {
    list.add(document.createNode({ resource, actions: [...actions] }, { flow: true }));
  }
  if (list !== present) settings.set("grants", list);
}
