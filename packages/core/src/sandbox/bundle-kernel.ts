import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { type Bundle, bundle } from "./bundle.ts";
import { kernelUrl } from "./sandbox-files.ts";

/** What the kernel leaves for the code that comes after it; that code takes it away. */
export const kernelGlobal = "__larder";

/**
 * Returns the first code of every sandbox as one script: the kernel that answers the host, and the author's
 * API, which is never installed: the host's own copy is in every sandbox.
 */
export function bundleKernel(): Promise<Bundle> {
  const kernel = fileURLToPath(kernelUrl);
  const api = createRequire(import.meta.url).resolve("@larder/sdk");
  const contents = [
    `import { serve } from ${JSON.stringify(kernel)};`,
    `import * as api from ${JSON.stringify(api)};`,
    `globalThis.${kernelGlobal} = { serve, api };`,
  ];
  return bundle({ contents: contents.join("\n"), directory: dirname(kernel) });
}
