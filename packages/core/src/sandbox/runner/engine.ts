import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type * as quickjs from "quickjs-wasi";

import { keepExports } from "./keep-exports.ts";

/** One of the engine's own modules, which gives a global scope what a platform has. */
export type Extension = { readonly name: string; readonly wasm: WebAssembly.Module };

/** The engine, compiled once for all sandboxes of a process. */
export type Engine = {
  readonly module: typeof quickjs;
  readonly wasm: WebAssembly.Module;
  /** Compiles what every sandbox begins with. */
  compileKernel(source: string): Promise<Uint8Array>;
  /** Returns the extensions of these names, in their order; each is compiled when it is first asked for. */
  getExtensions(names: readonly string[]): Promise<readonly Extension[]>;
};

/** Loads the engine from the URL of its package and the paths of its code. */
export async function loadEngine(
  packageUrl: string,
  wasmPath: string,
  extensionPaths: readonly string[],
): Promise<Engine> {
  const module = (await import(packageUrl)) as typeof quickjs;
  const wasm = await WebAssembly.compile(keepExports(readFileSync(wasmPath), namesUsed(packageUrl, extensionPaths)));
  const paths = new Map(extensionPaths.map((path) => [basename(path, ".so"), path]));
  const compiled = new Map<string, Promise<WebAssembly.Module>>();

  async function getExtension(name: string): Promise<Extension> {
    const path = paths.get(name);
    if (path === undefined) throw new TypeError(`The engine has no extension \`${name}\``);
    const wanted = compiled.get(name) ?? compile(path);
    compiled.set(name, wanted);
    return { name, wasm: await wanted };
  }

  return {
    module,
    wasm,
    async compileKernel(source) {
      const { STRIP_SOURCE, STRIP_DEBUG } = module.CompileFlags;
      using compiler = await module.QuickJS.create({ wasm });
      // Nobody reads the kernel's source in a sandbox, or its lines; without them each takes a fifth less memory.
      return compiler.compile(source, "kernel.js", 0, STRIP_SOURCE | STRIP_DEBUG);
    },
    getExtensions: (names) => Promise.all(names.map(getExtension)),
  };
}

/** Returns at least the names of what the engine's package and its extensions use of its exports. */
function namesUsed(packageUrl: string, extensionPaths: readonly string[]): ReadonlySet<string> {
  const directory = dirname(fileURLToPath(packageUrl));
  const code = ["index.js", "extensions.js"].map((name) => readFileSync(join(directory, name), "utf8")).join("\n");
  const imports = extensionPaths.flatMap((path) =>
    WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(path))),
  );
  return new Set([...(code.match(/\w+/g) ?? []), ...imports.map(({ name }) => name)]);
}

function compile(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(readFileSync(path));
}
