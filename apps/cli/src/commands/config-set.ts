import { isSecretPlace, parsePath, setSetting } from "@larder/core/configuration";

import { argument, defineCommand, optionalArgument } from "../command.ts";
import { openHostToConfigure } from "../configuring/open-host-to-configure.ts";
import { reloadOption, tellChange, viewChange } from "../configuring/change-setting.ts";
import { readSettingValue } from "../configuring/read-setting-value.ts";

export const command = defineCommand({
  description:
    "The value is what the package's schema says: `25` is a number where it wants one, `yes` is true, a list is JSON, and `${NAME}` is a variable of the host. What the schema refuses changes nothing. It goes where the configuration of the package stands: into larder.yaml, or the file that larder.yaml names.\n\nA secret has no place on a command line: leave it out and you are asked for it, or pipe it in. It is kept sealed in .larder/secrets.json; the key is LARDER_SECRET_KEY, or stands in .larder/secret.key.",
  arguments: {
    package: argument("package", "the name of an installed package"),
    path: argument("path", "the setting, such as `smtp.host`"),
    value: optionalArgument("value", "its value (default: what is piped in, or asked for)"),
  },
  options: { reload: reloadOption },
  examples: [
    { command: "larder config set @acme/mailer smtp.host mail.example", does: "a text" },
    { command: "larder config set @acme/mailer smtp.password < password.txt", does: "a secret" },
  ],
  run: async (context, { package: packageName, path, value: given, reload }) => {
    const host = await openHostToConfigure(context);
    const place = { packageName, path: parsePath(path) };
    const isSecret = isSecretPlace(host, place);
    const value = await readSettingValue(context, { packageName, path, isSecret, given });
    const changed = await setSetting(host, place, value);
    return await tellChange({ directory: context.cwd, package: packageName, path, reload }, changed);
  },
  view: (change, style) =>
    [`Set ${style.name(change.path)} of ${change.package} in ${change.place}`, ...viewChange(change, style)].join("\n"),
});
