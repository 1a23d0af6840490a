import { isBuiltin } from "node:module";
import { join } from "node:path";

import type { Component } from "@larder/package-contents";
import * as api from "@larder/sdk";
import type { Plugin } from "esbuild";

import { type Bundle, bundle, BundleFailure } from "./bundle.ts";
import { kernelGlobal } from "./bundle-kernel.ts";
import { BundleError } from "./sandbox-error.ts";

/** What is bundled. */
export type BundleSubject = {
  readonly name: string;
  /** Absolute, without symbolic links. */
  readonly directory: string;
  /** The files whose exports the host reads. */
  readonly components: readonly Pick<Component, "path">[];
};

/**
 * Returns the code of a package as one script for a sandbox: its components and what they import, to be run
 * after the kernel. Nothing of it is executed to make it.
 *
 * Throws {@link BundleError} for what needs Node, and for what cannot be bundled.
 */
export async function bundlePackage({ name, directory, components }: BundleSubject): Promise<Bundle> {
  const paths = [...new Set(components.map(({ path }) => path))].toSorted();
  const lines = [
    ...paths.map((path, index) => `import * as m${index} from ${JSON.stringify(`./${path}`)};`),
    `const { serve } = globalThis.${kernelGlobal};`,
    `delete globalThis.${kernelGlobal};`,
    `serve({ ${paths.map((path, index) => `${JSON.stringify(path)}: m${index}`).join(", ")} });`,
  ];
  try {
    const plugins = [refuseBuiltins(name), provideApi];
    const { code, inputs } = await bundle({ contents: lines.join("\n"), directory, plugins });
    // Which files are meant may stand in package.json.
    return { code, inputs: [join(directory, "package.json"), ...inputs] };
  } catch (failure) {
    throw failure instanceof BundleFailure ? new BundleError(name, failure.message) : failure;
  }
}

function refuseBuiltins(name: string): Plugin {
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

/** The author's API comes with the kernel. */
const provideApi: Plugin = {
  name: "provide-api",
  setup(build) {
    build.onResolve({ filter: /^@larder\/sdk$/ }, () => ({ path: "api", namespace: "kernel" }));
    build.onLoad({ filter: /.*/, namespace: "kernel" }, () => ({
      contents: `export const { ${Object.keys(api).join(", ")} } = globalThis.${kernelGlobal}.api;`,
    }));
  },
};
