// Lets Node run `.tsx`, as it strips types but does not know JSX: `node --import ./scripts/jsx.mjs …`.
import { readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

// The compiler is a dependency of the command line, so that `npm start` needs no development tool.
const requireFromCli = createRequire(new URL("../apps/cli/package.json", import.meta.url));
/** @type {{ transformSync: (file: string, source: string, options: object) => { code: string; errors: Error[] } }} */
const { transformSync } = requireFromCli("oxc-transform");

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith(".tsx")) return nextLoad(url, context);
    const file = fileURLToPath(url);
    const { code, errors } = transformSync(file, readFileSync(file, "utf8"), {
      jsx: { runtime: "automatic", importSource: "preact" },
    });
    const [error] = errors;
    if (error !== undefined) throw new SyntaxError(`${file}: ${error.message}`);
    return { format: "module", source: code, shortCircuit: true };
  },
});
