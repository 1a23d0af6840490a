import { join } from "node:path";

import { type HostManifest, hostPaths } from "@larder/host-directory";
import type { NodeId, Resolution, ResolvedNode } from "@larder/resolver";
import type { ScriptBuilds } from "@larder/store";

import type { ChangeMeans } from "../change-means.ts";
import { runScripts } from "./run-scripts.ts";

/**
 * Returns how the scripts run of those packages that the operator allows and this machine gets; `undefined`
 * when there are none. What they may depend on is part of the build: the version of Node's ABI, and what
 * `larder.yaml` gives to them.
 */
export function findAllowedScripts(
  { directory, environment }: Pick<ChangeMeans, "directory" | "environment">,
  { nodes }: Pick<Resolution, "nodes">,
  got: ReadonlyMap<NodeId, unknown>,
  { policy, packages }: Pick<HostManifest, "policy" | "packages">,
): ScriptBuilds | undefined {
  const allowed = nodes.filter(
    ({ id, name, hasInstallScript }) => hasInstallScript === true && got.has(id) && policy.allowScripts.includes(name),
  );
  if (allowed.length === 0) return undefined;
  const given = ({ name }: ResolvedNode): { readonly [variable: string]: string } =>
    expand(packages[name]?.env ?? {}, environment);
  const { versions, platform, arch } = process;
  return {
    of: new Map(allowed.map((node) => [node.id, JSON.stringify([versions.modules, platform, arch, given(node)])])),
    run: async (node, place) => {
      const logDirectory = join(hostPaths(directory).state, "scripts");
      await runScripts({ node, directory: place, environment, given: given(node), logDirectory });
    },
  };
}

/** `${NAME}` is the variable of the command; one that is not set is empty. */
function expand(
  given: { readonly [name: string]: string },
  environment: { readonly [name: string]: string | undefined },
): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [
      name,
      text.replace(/\$\{(\w+)\}/g, (_all, variable: string) => environment[variable] ?? ""),
    ]),
  );
}
