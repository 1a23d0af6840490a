import type { PackageOnDisk } from "@larder/core/testing";

/** How the code of a package runs. */
export type BenchMode = "trusted" | "sandboxed";

/** What every call of the bench says, and what it is answered. */
export const greeting = { name: "Ada", note: "x".repeat(150) } as const;

/** Returns the answer of `greet` to {@link greeting}. */
export function greetingAnswer(): object {
  return { text: `Hello ${greeting.name}`, length: greeting.note.length };
}

/** What a plugin of {@link greetingPackage} says of itself: `life` differs whenever its code was evaluated anew. */
export type Proof = { readonly calls: number; readonly life: number; readonly mode: BenchMode };

/**
 * Returns a package whose plugin answers a call, counts its calls, and says where it runs: a figure counts only when
 * the handler ran as often as it was called, in the mode that was asked for.
 */
export function greetingPackage(plugin: string, mode: BenchMode): PackageOnDisk {
  return {
    name: `@bench/${plugin}`,
    // Nobody trusts a package that comes from a registry, unless they say so.
    ...(mode === "trusted" && { mode }),
    files: {
      [`plugins/${plugin}/index.js`]: `
        import { definePlugin } from "@larder/sdk";
        let calls = 0;
        const life = Math.random();
        export default definePlugin({
          actions: {
            greet: {
              input: { type: "object", required: ["name", "note"], properties: { name: { type: "string" }, note: { type: "string" } } },
              handler: ({ name, note }) => { calls += 1; return { text: "Hello " + name, length: note.length }; },
            },
            greetTwice: async (input, context) => { calls += 1; return await context.call("${plugin}.greet", input); },
            proof: () => ({ calls, life, mode: typeof process === "undefined" ? "sandboxed" : "trusted" }),
          },
        });`,
    },
  };
}

/** Returns a package with some of everything that is read, and little that runs. */
export function smallPackage(name: string): PackageOnDisk {
  return {
    name: `@bench/${name}`,
    mode: "trusted",
    files: {
      [`plugins/${name}/index.js`]: `
        import { definePlugin } from "@larder/sdk";
        export default definePlugin({ actions: { ping: () => "${name}" } });`,
      "actors/board.js": "export const move = ({ to }) => ({ to });",
      [`domains/${name}/domain.yaml`]: `name: ${name}\nversion: 1.0.0\ndescription: A domain of the bench\n`,
      [`domains/${name}/schemas/item.json`]: JSON.stringify({ type: "object", properties: { id: { type: "string" } } }),
      "templates/greeting.txt": "Hello {{ name }}",
    },
  };
}
