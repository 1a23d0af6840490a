import { ExpectedError } from "@larder/errors";
import { parsePath, type Json } from "@larder/core/configuration";

import { argument, defineCommand } from "../command.ts";
import { openHostToConfigure } from "../configuring/open-host-to-configure.ts";
import { showSettings } from "../configuring/shown-setting.ts";
import { visible } from "../output/visible.ts";

export const command = defineCommand({
  description: "The value that the package would start with, wherever it comes from. A secret is never shown.",
  arguments: {
    package: argument("package", "the name of an installed package"),
    path: argument("path", "one setting, such as `smtp.host`, or a section, such as `smtp`"),
  },
  options: {},
  examples: [{ command: "larder config get @acme/mailer smtp.host", does: "one value" }],
  run: async (context, { package: packageName, path }) => {
    const host = await openHostToConfigure(context);
    const settings = showSettings(host, packageName, (await host.configure(packageName)).settings);
    const found = settings.filter((setting) => setting.path === path || setting.path.startsWith(`${path}.`));
    const set = found.filter(({ isSet, isVisible }) => isSet && isVisible);
    if (set.length === 0) throw new NotSetError(packageName, path, found.length > 0);
    const [first] = set;
    return {
      package: packageName,
      path,
      value: first?.path === path ? first.value : sectionOf(path, set),
      isSecret: set.every(({ isSecret }) => isSecret),
      source: first?.path === path ? first.source : null,
    };
  },
  view: ({ value, isSecret }) => (isSecret ? "[secret]" : formatValue(value)),
});

type Shown = ReturnType<typeof showSettings>[number];

/** Returns what stands below `path` as the section that it is; a secret in it is null. */
function sectionOf(path: string, settings: readonly Shown[]): Json {
  const above = parsePath(path).length;
  const section: { [key: string]: Json } = {};
  for (const setting of settings) {
    section[parsePath(setting.path).slice(above).join(".")] = setting.value;
  }
  return section;
}

function formatValue(value: Json): string {
  return typeof value === "string" ? visible(value) : JSON.stringify(value, null, 2);
}

/** Nothing stands where a value was asked for. */
class NotSetError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: string;
  readonly path: string;

  constructor(packageName: string, path: string, isKnown: boolean) {
    super(`\`${path}\` of \`${packageName}\` is not set`, {
      hint: isKnown
        ? `Set it with \`larder config set ${packageName} ${path} VALUE\``
        : `See its settings with \`larder config list ${packageName}\``,
    });
    this.packageName = packageName;
    this.path = path;
  }
}
