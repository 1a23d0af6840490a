import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Arborist from "@npmcli/arborist";

import { readWant } from "./host-wanting.ts";

/** What npm would install, or why it refuses. */
export type ArboristCount = {
  /** `name@version` of everything, once. */
  readonly packages: ReadonlySet<string>;
  /** How many peers it leaves with a version that does not fit, where another resolver installs one that does. */
  readonly brokenPeers: number;
  readonly refusal: string | undefined;
};

/** The version of Node that engines are held against: one that old and new packages accept. */
export const nodeVersion = "24.21.0";

/** Returns what npm's own resolver finds for `specs` in the registry at `url`. */
export async function countWithArborist(specs: readonly string[], url: string): Promise<ArboristCount> {
  const path = await mkdtemp(join(tmpdir(), "larder-arborist-"));
  try {
    const dependencies = Object.fromEntries(specs.map((spec) => readWant(spec)));
    await writeFile(join(path, "package.json"), JSON.stringify({ name: "host", version: "1.0.0", dependencies }));
    const arborist = new Arborist({ path, registry: url, cache: join(path, ".cache"), audit: false, nodeVersion });
    const tree = await arborist.buildIdealTree();
    const nodes = [...tree.inventory.values()].filter(
      (node) => !node.isProjectRoot && !node.inBundle && node.errors.length === 0,
    );
    const edges = [...tree.inventory.values()].flatMap(({ edgesOut }) => [...edgesOut.values()]);
    return {
      packages: new Set(nodes.map(({ packageName, version }) => `${packageName}@${version}`)),
      brokenPeers: edges.filter(({ type, error }) => type === "peer" && error === "INVALID").length,
      refusal: undefined,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERESOLVE" && code !== "ETARGET" && code !== "E404") throw error;
    return { packages: new Set(), brokenPeers: 0, refusal: message };
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
