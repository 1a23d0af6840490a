import { execFile } from "node:child_process";
import { cp, glob, mkdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** What of a workspace's `package.json` an installation is made of. */
type Manifest = {
  readonly name: string;
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
};

type Workspace = { readonly source: string; readonly installed: string; readonly manifest: Manifest };

/**
 * Builds Larder, as far as its source has changed since the last time, lays it out in `directory` as it would be
 * installed, and returns the path of its `main.js`.
 *
 * In the checkout the packages find one another's source. So this is what npm would install: only the files that are
 * published, and `exports` as `publishConfig` has them. It also keeps the bench apart from the next build.
 */
export async function layOutBuiltLarder(root: string, directory: string): Promise<string> {
  const turbo = join(root, "node_modules/.bin/turbo");
  const build = ["run", "build", "--filter=larder...", "--output-logs=errors-only"];
  await promisify(execFile)(turbo, build, { cwd: root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" } });

  const workspaces = new Map<string, Workspace>();
  for await (const path of glob("{apps,packages,registry}/*/package.json", { cwd: root })) {
    const manifest = JSON.parse(await readFile(join(root, path), "utf8")) as Manifest;
    const folder = dirname(path);
    workspaces.set(manifest.name, { source: join(root, folder), installed: join(directory, folder), manifest });
  }
  await Promise.all([...workspaces.values()].map((workspace) => layOut(workspace, workspaces)));
  return join(directory, "apps/cli/dist/main.js");
}

async function layOut({ source, installed, manifest }: Workspace, all: ReadonlyMap<string, Workspace>): Promise<void> {
  await mkdir(installed, { recursive: true });
  const packed = { ...manifest, ...manifest.publishConfig };
  await writeFile(join(installed, "package.json"), JSON.stringify(packed, undefined, 2));
  for (const file of manifest.files) await cp(join(source, file), join(installed, file), { recursive: true });
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const link = join(installed, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(all.get(name)?.installed ?? (await realpath(join(source, "node_modules", name))), link);
  }
}
