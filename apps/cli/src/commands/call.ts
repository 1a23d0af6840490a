import { argument, defineCommand, optionalArgument, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { callAction } from "../hosting/call-action.ts";
import { findRunningHost } from "../hosting/find-running-host.ts";
import { parseRegistryUrl } from "../registry-access/registry-url.ts";

export const command = defineCommand({
  arguments: {
    action: argument(
      "action",
      "`plugin.action`, `@scope/package/plugin.action` or `@scope/package/actors/actor/method`",
    ),
    input: optionalArgument("json", "its input (default: {})"),
  },
  options: { url: text("--url <url>", "the host (default: the one that runs from this directory, else port 5274)") },
  examples: [
    { command: "larder call prometheus.query", does: "an action without input" },
    { command: `larder call notes.add '{"text":"milk"}'`, does: "an action with input" },
  ],
  run: async (context, input) => {
    const url = input.url === undefined ? findRunningHost(context.cwd) : parseRegistryUrl(input.url, "--url");
    const result = await callAction(url, input.action, parseInput(input.input));
    return { action: input.action, result };
  },
  view: ({ result }) => (typeof result === "string" ? result : JSON.stringify(result, null, 2)),
});

function parseInput(json = "{}"): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The input of the action is not JSON: ${reason}`, {
      hint: `Quote it: '{"text":"milk"}'`,
      cause: error,
    });
  }
}
