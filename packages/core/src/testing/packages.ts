import type { PackageOnDisk } from "./host-on-disk.ts";

/** A package whose one plugin is `code`, an expression for `definePlugin`. */
export function aPluginPackage(name: string, code: string, over: Partial<PackageOnDisk> = {}): PackageOnDisk {
  const plugin = name.slice(name.indexOf("/") + 1);
  return {
    name,
    mode: "trusted",
    ...over,
    files: {
      [`plugins/${plugin}/index.js`]: `import { definePlugin, error, event, allow, deny } from "@larder/sdk";\nexport default definePlugin(${code});\n`,
      ...over.files,
    },
  };
}

/** Numbers: a domain with a function, and an actor. */
export const metricsPackage: PackageOnDisk = {
  name: "@home/metrics",
  mode: "trusted",
  files: {
    "domains/metrics/domain.yaml": "name: metrics\nversion: 1.0.0\ndescription: Numbers\n",
    "domains/metrics/functions/sum.js": `
      export default ({ values }) => values.reduce((sum, value) => sum + value, 0);`,
    "actors/board.js": `
      import { defineAction } from "@larder/sdk";
      export const move = defineAction({
        input: { type: "object", required: ["to"], properties: { to: { type: "integer" } } },
        handler: ({ to }) => ({ to }),
      });
      export const title = () => "a board";
      export function _secret() { return "never"; }`,
  },
};

/** Calls the package above. */
export const reportPackage = aPluginPackage(
  "@home/report",
  `{
    permissions: [allow("plugin:metrics", ["execute"])],
    actions: { total: async ({ values }, context) => ({ total: await context.call("metrics.sum", { values }) }) },
    routes: (request) => new Response(new URL(request.url).pathname),
  }`,
  {
    requires: ["@home/metrics"],
    larder: { permissions: [{ resource: "plugin:metrics", actions: ["execute"], effect: "allow" }] },
  },
);
