import { defineCommand, optionalArgument } from "../command.ts";

export const command = defineCommand({
  description:
    "Stops the host of this directory, or one package of it and what requires that. A package that is stopped stays so until it is started, also when the host is started again; other packages go on.",
  arguments: { package: optionalArgument("package", "one package (default: the whole host)") },
  options: {},
  examples: [
    { command: "larder stop", does: "the host: its packages first, then its process" },
    { command: "larder stop @examples/analytics", does: "one package; larder start --package brings it back" },
  ],
  run: async (context, input) => {
    const { getRunningHostControl } = await import("../hosting/running-host.ts");
    const host = await getRunningHostControl(context.cwd);
    if (input.package === undefined) {
      context.progress.status(`stopping ${host.url}`);
      await host.stop();
      return { stopped: "host" as const, url: host.url, pid: host.pid };
    }
    const { name, actual, desired } = await host.act("stop", input.package);
    return { stopped: "package" as const, name, actual, desired };
  },
  view: (data) =>
    data.stopped === "host" ? `Stopped the host at ${data.url}` : `${data.name} is ${data.actual}, and stays so`,
});
