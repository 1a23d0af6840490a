import { definePlugin, type Plugin, type PluginContext } from "@larder/sdk";

import { type Exported, readMembers } from "./read-members.ts";

/**
 * Returns the plugin that runs a file of `services/`: `job()` every `interval` seconds, or at the times of a cron
 * pattern, each time after the run before has ended; the first time after one interval, or at once with
 * `scheduleOnStart`. `undefined` when the module exports no job.
 *
 * @throws TypeError when its interval means nothing.
 */
export function readService(name: string, exported: Exported): Plugin | undefined {
  const members = readMembers(exported["default"] ?? exported["service"] ?? { ...exported });
  const job = members?.method("job");
  if (members === undefined || job === undefined) return undefined;
  const interval = members.get("interval");
  if (typeof interval !== "string" && !(typeof interval === "number" && interval > 0)) {
    throw new TypeError(`the \`interval\` of \`${name}\` must be a number of seconds, or a cron pattern`);
  }
  const wait = typeof interval === "number" ? interval * 1000 : interval;
  return definePlugin({
    needs: tokensOf(members.get("needs")),
    setup(context) {
      const options = { name, atStart: members.get("scheduleOnStart") === true };
      context.every(wait, async () => void (await job(context as PluginContext)), options);
    },
  });
}

function tokensOf(value: unknown): Plugin["needs"] {
  return typeof value === "object" && value !== null ? (value as Plugin["needs"]) : {};
}
