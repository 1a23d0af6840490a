import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { keepExports } from "./keep-exports.ts";

const engine = readFileSync(fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm")));

describe("keepExports", () => {
  test("leaves what is named, and the rest of the module as it was", () => {
    const names = ["memory", "qjs_init", "_initialize", "what-is-not-there"];

    const less = keepExports(engine, new Set(names));

    const [before, after] = [new WebAssembly.Module(engine), new WebAssembly.Module(less)];
    const kept = WebAssembly.Module.exports(before).filter(({ name }) => names.includes(name));
    expect(WebAssembly.Module.exports(after)).toEqual(kept);
    expect(kept).toHaveLength(3);
    expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
  });

  test("leaves a module of which everything is named as it was", () => {
    const all = WebAssembly.Module.exports(new WebAssembly.Module(engine)).map(({ name }) => name);

    expect(all.length).toBeGreaterThan(127);
    const same = keepExports(engine, new Set(all));
    expect(WebAssembly.Module.exports(new WebAssembly.Module(same)).map(({ name }) => name)).toEqual(all);
  });

  test("refuses what ends in the middle", () => {
    expect(() => keepExports(engine.subarray(0, 9), new Set())).toThrow("A module ends in the middle of a number");
  });
});
