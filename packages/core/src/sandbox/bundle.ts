import { join } from "node:path";

import type { BuildFailure, BuildOptions, Plugin } from "esbuild";

import { withBundler } from "./with-bundler.ts";

/** Code as one script, and the absolute paths of the files that it was made of. */
export type Bundle = { readonly code: string; readonly inputs: readonly string[] };

/** What is bundled. */
export type BundleEntry = {
  /** The module that imports the rest. */
  readonly contents: string;
  /** Where its imports are looked for. */
  readonly directory: string;
  readonly plugins?: readonly Plugin[];
};

const entryName = "larder-entry.js";

/** The code cannot be bundled. */
export class BundleFailure extends Error {}

/** Makes one script for a sandbox of `entry`. Nothing is executed to make it. Throws a {@link BundleFailure} that says where. */
export async function bundle({ contents, directory, plugins = [] }: BundleEntry): Promise<Bundle> {
  const options = {
    stdin: { contents, resolveDir: directory, sourcefile: entryName },
    absWorkingDir: directory,
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    platform: "neutral",
    target: "es2023",
    mainFields: ["module", "main"],
    conditions: ["larder", "import", "module", "default"],
    logLevel: "silent",
    plugins: [...plugins],
  } as const satisfies BuildOptions;
  try {
    const { outputFiles, metafile } = await withBundler(({ build }) => build(options));
    // What stands in no file was written by us.
    const files = Object.keys(metafile.inputs).filter((input) => !input.includes(":") && input !== entryName);
    return { code: outputFiles[0]?.text ?? "", inputs: files.map((file) => join(directory, file)) };
  } catch (failure) {
    const [first] = (failure as Partial<BuildFailure>).errors ?? [];
    if (first === undefined) throw failure;
    const place = first.location === null ? "" : `\`${first.location.file}:${first.location.line}\`: `;
    throw new BundleFailure(`${place}${first.text}`);
  }
}
