import { defineCommand, flag, optionalArgument } from "../command.ts";
import { UsageError } from "../errors.ts";
import { viewTakenUp } from "../hosting/view-taken-up.ts";
import { viewPackageState } from "../hosting/view-package-state.ts";

export const command = defineCommand({
  description:
    "Loads one package anew in the place of the one that runs: calls that have begun end in the version in which they began, and none is lost. A version that does not load leaves the one before running, and says why.\n\nWithout a name, the host takes up what is installed and configured now: only what has changed is loaded anew, and what requires it.",
  arguments: { package: optionalArgument("package", "one package (default: whatever has changed)") },
  options: { reset: flag("--reset", "read the code of the package again, also where its files are the same") },
  examples: [
    { command: "larder reload", does: "takes up what changed in larder.yaml, or was installed" },
    { command: "larder reload @examples/analytics", does: "one package, whether or not it has changed" },
  ],
  run: async (context, input) => {
    const { getRunningHostControl } = await import("../hosting/running-host.ts");
    if (input.reset && input.package === undefined) {
      throw new UsageError("`--reset` needs the name of a package", { hint: "larder reload NAME --reset" });
    }
    const host = await getRunningHostControl(context.cwd);
    if (input.package === undefined) return { type: "host" as const, ...(await host.update()) };
    const status = await host.act("reload", input.package, { reset: input.reset });
    return { type: "package" as const, ...status };
  },
  view: (data, style) => {
    if (data.type === "package") return viewPackageState(data, style);
    return viewTakenUp(data, style).join("\n").trimStart();
  },
});
