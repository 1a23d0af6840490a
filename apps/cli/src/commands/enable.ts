import { argument, defineCommand } from "../command.ts";
import { viewPackageState } from "../hosting/view-package-state.ts";

export const command = defineCommand({
  description: "Lets a package that was disabled start again, and starts it.",
  arguments: { package: argument("package", "a package of the running host of this directory") },
  options: {},
  examples: [{ command: "larder enable @examples/analytics", does: "a package that was disabled runs again" }],
  run: async (context, input) => {
    const { getRunningHostControl } = await import("../hosting/running-host.ts");
    const host = await getRunningHostControl(context.cwd);
    return await host.act("enable", input.package);
  },
  view: viewPackageState,
});
