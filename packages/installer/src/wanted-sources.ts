import type { HostManifest } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import type { NodeSource, ResolvedNode } from "@larder/resolver";

import { ForeignRegistryError, UnwantedSourceError } from "./installer-error.ts";
import { listOuterWants } from "./sources/read-given.ts";
import { normalizePath, type SourcePlace } from "./sources/source-place.ts";

/**
 * Throws {@link ForeignRegistryError} and {@link UnwantedSourceError} when a package of `lock` comes from
 * somewhere else than the host's registry and the places that `larder.yaml` itself wants: whoever edits a
 * lock must not choose where a machine goes to fetch code.
 */
export function assertWantedSources({ resolution }: Lockfile, manifest: HostManifest): void {
  const outer = listOuterWants(manifest);
  const { registryDefault } = manifest.policy;
  for (const node of resolution.nodes) {
    if (node.source.type === "registry") {
      if (node.source.registry !== registryDefault) {
        throw new ForeignRegistryError(node.id, node.source.registry, registryDefault);
      }
    } else if (!outer.some(({ want, place }) => isAt(node, want.alias, place, resolution))) {
      throw new UnwantedSourceError(node.id, placeText(node.source));
    }
  }
}

function isAt(
  node: ResolvedNode,
  alias: string,
  place: SourcePlace,
  { wants }: Pick<Lockfile["resolution"], "wants">,
): boolean {
  const answers = wants.some((want) => want.alias === alias && want.to === node.id);
  return answers && placeText(place) === placeText(node.source);
}

function placeText(place: SourcePlace | NodeSource): string {
  switch (place.type) {
    case "registry":
      return place.registry;
    case "git":
      return place.repository;
    case "path":
      return normalizePath(place.path);
    case "tarball":
      return place.url;
  }
}
