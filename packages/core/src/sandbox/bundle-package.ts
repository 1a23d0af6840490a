import { createRequire, isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";

import type { Component } from "@larder/package-contents";
import * as esbuild from "esbuild";

import { BundleError } from "./sandbox-error.ts";
import { kernelUrl } from "./sandbox-files.ts";

/** What is bundled. */
export type BundleSubject = {
  readonly name: string;
  /** Absolute, without symbolic links. */
  readonly directory: string;
  /** The files whose exports the host reads. */
  readonly components: readonly Pick<Component, "path">[];
};

const kernelPath = fileURLToPath(kernelUrl);

/**
 * Returns the code of a package as one script for a sandbox: its components and what they import, the
 * author's API, and the kernel that answers the host. Nothing of it is executed to make it.
 *
 * Throws {@link BundleError} for what needs Node, and for what cannot be bundled.
 */
export async function bundlePackage({ name, directory, components }: BundleSubject): Promise<string> {
  const paths = [...new Set(components.map(({ path }) => path))].toSorted();
  const lines = [
    `import { serve } from ${JSON.stringify(kernelPath)};`,
    ...paths.map((path, index) => `import * as m${index} from ${JSON.stringify(`./${path}`)};`),
    `serve({ ${paths.map((path, index) => `${JSON.stringify(path)}: m${index}`).join(", ")} });`,
  ];
  try {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: lines.join("\n"), resolveDir: directory, sourcefile: "larder-entry.js" },
      bundle: true,
      write: false,
      format: "iife",
      platform: "neutral",
      target: "es2023",
      mainFields: ["module", "main"],
      conditions: ["larder", "import", "module", "default"],
      logLevel: "silent",
      plugins: [refuseBuiltins(name), provideSdk],
    });
    return outputFiles[0]?.text ?? "";
  } catch (failure) {
    if (failure instanceof BundleError) throw failure;
    const [first] = (failure as esbuild.BuildFailure).errors ?? [];
    if (first === undefined) throw failure;
    const place = first.location === null ? "" : `\`${first.location.file}:${first.location.line}\`: `;
    throw new BundleError(name, `${place}${first.text}`);
  }
}

function refuseBuiltins(name: string): esbuild.Plugin {
  return {
    name: "refuse-builtins",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer }) => {
        if (!isBuiltin(path)) return undefined;
        return {
          errors: [{ text: `it imports \`${path}\` of Node (in ${importer}), which no sandbox has: \`${name}\`` }],
        };
      });
    },
  };
}

/** The author's API is never installed: the host's own copy goes into every bundle. */
const provideSdk: esbuild.Plugin = {
  name: "provide-sdk",
  setup(build) {
    const path = createRequire(import.meta.url).resolve("@larder/sdk");
    build.onResolve({ filter: /^@larder\/sdk$/ }, () => ({ path }));
  },
};
