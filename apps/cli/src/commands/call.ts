import { argument, defineCommand, optionalArgument, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import type { Context } from "../context.ts";
import { callAction, sendAsOperator, type SendCall, sendTo } from "../hosting/call-action.ts";
import { findRunner } from "../hosting/find-runner.ts";
import { parseRegistryUrl } from "../registry-access/registry-url.ts";
import { assertToken } from "../registry-access/find-token.ts";

const defaultHostUrl = "http://127.0.0.1:5274";

export const command = defineCommand({
  description:
    "The host of this directory takes it from its operator. Another one asks who you are once it has accounts: `LARDER_TOKEN` holds a token of `larder account token`.",
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
    const send =
      input.url === undefined ? findOwnHost(context) : sendTo(parseRegistryUrl(input.url, "--url"), hostToken(context));
    const result = await callAction(send, input.action, parseInput(input.input));
    return { action: input.action, result };
  },
  view: ({ result }) => (typeof result === "string" ? result : JSON.stringify(result, null, 2)),
});

/** Whoever may open the control socket is the operator of the host that runs here, and needs no account. */
function findOwnHost(context: Context): SendCall {
  const { controlSocket, url = defaultHostUrl } = findRunner(context.cwd) ?? {};
  return controlSocket === undefined ? sendTo(url, hostToken(context)) : sendAsOperator(controlSocket);
}

/** The token of a registry is nothing for a host to see. */
function hostToken({ environment: { token } }: Context): string | undefined {
  return token?.startsWith("lrh_") === true ? assertToken(token, "LARDER_TOKEN") : undefined;
}

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
