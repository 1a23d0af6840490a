/** What happens to a package, as its hooks name it. */
const hookVerbs = [
  "install",
  "configure",
  "start",
  "deploy",
  "upgrade",
  "reload",
  "stop",
  "disable",
  "enable",
  "remove",
] as const;

/** Every name of a hook: `pre-install`, `post-install`, `pre-configure`, … */
export const hookNames = hookVerbs.flatMap((verb) => [`pre-${verb}`, `post-${verb}`] as const);

/** The name of one hook. */
export type HookName = (typeof hookNames)[number];

/**
 * Is `hook`, as a manifest has it, a script of the package, and not the name of one of its actions? A path is one, and so
 * is the name of a file.
 */
export function isHookScript(hook: string, hasFile: (path: string) => boolean): boolean {
  return hook.includes("/") || hook.endsWith(".sh") || hasFile(hook);
}

const verbs: ReadonlyMap<string, (typeof hookVerbs)[number]> = new Map([
  ...hookVerbs.map((verb) => [verb, verb] as const),
  ["installation", "install"],
  ["configuration", "configure"],
  ["deployment", "deploy"],
  ["update", "upgrade"],
  ["removal", "remove"],
  ["uninstall", "remove"],
]);

/** `on-…` says no moment: what comes is told of once it is there, what goes while it still is. */
const moments = new Map<string, HookName>([
  ["install", "post-install"],
  ["configure", "post-configure"],
  ["start", "post-start"],
  ["deploy", "post-deploy"],
  ["upgrade", "post-upgrade"],
  ["reload", "pre-reload"],
  ["stop", "pre-stop"],
  ["disable", "pre-disable"],
  ["enable", "post-enable"],
  ["remove", "pre-remove"],
]);

/** Returns the hook that `key` means, however it is spelled: `pre-deploy`, `preDeploy`, `pre_deployment`, `on_install`; undefined for none. */
export function parseHookName(key: string): HookName | undefined {
  const words = key.replaceAll(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
  const [, moment, word = ""] = /^(pre|post|on)[-_ ](\w+)$/.exec(words) ?? [];
  const verb = verbs.get(word);
  if (moment === undefined || verb === undefined) return undefined;
  return moment === "on" ? moments.get(verb) : hookNames.find((name) => name === `${moment}-${verb}`);
}
