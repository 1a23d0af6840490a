import { registerHooks } from "node:module";

/** A large library of ES modules whose `package.json` exports hundreds of paths. */
const library = "/node_modules/drizzle-orm/";

/**
 * Tells Node what the files of one library are, instead of letting it find out.
 *
 * To learn the format of each `.js` file Node 26 asks for the `package.json` above it, and parses the whole of its
 * `exports` once more: for drizzle-orm 170 kB times 100 files, which is half a second and 200 MB of garbage at each
 * start. A file that one of its ES modules imports by a relative path is an ES module, too.
 */
export function speedUpImports(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL } = context;
      const isInside = specifier.startsWith(".") && specifier.endsWith(".js") && parentURL?.includes(library) === true;
      if (!isInside) return nextResolve(specifier, context);
      return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
    },
  });
}
