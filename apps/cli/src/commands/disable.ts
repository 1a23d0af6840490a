import { argument, defineCommand } from "../command.ts";
import { viewPackageState } from "../hosting/view-package-state.ts";

export const command = defineCommand({
  description:
    "Stops a package, and what requires it. Nothing starts it before it is enabled: not a start of the host, and not a package that requires it.",
  arguments: { package: argument("package", "a package of the running host of this directory") },
  options: {},
  examples: [{ command: "larder disable @examples/analytics", does: "a package that shall not run for now" }],
  run: async (context, input) => {
    const { getRunningHostControl } = await import("../hosting/running-host.ts");
    const host = await getRunningHostControl(context.cwd);
    return await host.act("disable", input.package);
  },
  view: viewPackageState,
});
