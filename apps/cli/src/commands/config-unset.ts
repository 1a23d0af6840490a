import { parsePath, unsetSetting } from "@larder/core/configuration";

import { argument, defineCommand } from "../command.ts";
import { openHostToConfigure } from "../configuring/open-host-to-configure.ts";
import { reloadOption, tellChange, viewChange } from "../configuring/change-setting.ts";

export const command = defineCommand({
  description:
    "Takes back what you set; then the defaults of the package count again. What was made up for it is forgotten, and made up anew at the next start.",
  arguments: {
    package: argument("package", "the name of an installed package"),
    path: argument("path", "the setting, such as `smtp.host`"),
  },
  options: { reload: reloadOption },
  examples: [{ command: "larder config unset @acme/mailer smtp.port", does: "the default counts again" }],
  run: async (context, { package: packageName, path, reload }) => {
    const host = await openHostToConfigure(context);
    const changed = await unsetSetting(host, { packageName, path: parsePath(path) });
    const place = { directory: context.cwd, package: packageName, path, reload };
    if (changed === undefined) return { package: packageName, path, unset: false as const };
    return { ...(await tellChange(place, changed)), unset: true as const };
  },
  view: (change, style) =>
    change.unset
      ? [
          `Took ${style.name(change.path)} of ${change.package} out of ${change.place}`,
          ...viewChange(change, style),
        ].join("\n")
      : `${style.name(change.path)} of ${change.package} was not set`,
});
