import { isAbsolute } from "node:path";

import type { PackageInstaller } from "@larder/core";
import { readHostManifest } from "@larder/host-directory";
import { addToHost, removeFromHost } from "@larder/installer";

import type { Context } from "../context.ts";
import { openHost } from "./open-host.ts";

/** Returns what installs and removes packages of the host in `directory` while it runs: the same that the commands use. */
export function hostInstaller(
  context: Pick<Context, "cwd" | "environment" | "progress">,
  directory: string,
): PackageInstaller {
  return {
    async add(source) {
      const spec = "gitUrl" in source ? source.gitUrl : pathSpec(source.path);
      const { wants, lock } = await addToHost({
        ...(await openHost(context, { directory })),
        specs: [spec],
        keepKnown: true,
      });
      const { nodes, wants: locked } = lock.resolution;
      const added = new Set(locked.filter(({ alias }) => Object.hasOwn(wants, alias)).map(({ to }) => to));
      return nodes.filter(({ id }) => added.has(id)).map(({ name }) => name);
    },
    async remove(name) {
      const { wants } = await readHostManifest(directory);
      const aliases = wants.map(({ alias }) => alias).filter((alias) => alias === name);
      await removeFromHost({
        ...(await openHost(context, { directory })),
        aliases: aliases.length === 0 ? [name] : aliases,
      });
    },
  };
}

/** A path is relative to the host, as in `larder.yaml`. */
function pathSpec(path: string): string {
  return isAbsolute(path) || path.startsWith(".") ? path : `./${path}`;
}
