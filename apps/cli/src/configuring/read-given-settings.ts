import {
  type ConfigurableHost,
  formatPath,
  type GivenSetting,
  isSecretPlace,
  openConfigurableHost,
  parsePath,
} from "@larder/core/configuration";

import { UsageError } from "../errors.ts";

/**
 * Returns what `written`, each `<package>.<path>=<value>`, says of the packages of the host in `directory`.
 *
 * Throws {@link UsageError} for what names no setting of a package that is installed, and for a secret; `RefusedSettingError`
 * for a place that cannot be set as one, and `HostError` when there is no host.
 */
export async function readGivenSettings(
  { directory, variables }: Pick<ConfigurableHost, "directory" | "variables">,
  written: readonly string[],
): Promise<readonly GivenSetting[]> {
  if (written.length === 0) return [];
  const host = await openConfigurableHost(directory, variables);
  return written.map((one) => readOne(host, one));
}

function readOne(host: ConfigurableHost, written: string): GivenSetting {
  const end = written.indexOf("=");
  if (end === -1) {
    throw new UsageError(`\`--set ${written}\` gives no value`, {
      hint: "Write it as `--set <package>.<path>=<value>`",
    });
  }
  const place = readPlace(host, written.slice(0, end));
  if (!isSecretPlace(host, place)) return { ...place, text: written.slice(end + 1) };
  const path = formatPath(place.path);
  throw new UsageError(`\`${path}\` is a secret, and other users of this machine can read a command line`, {
    hint: `Seal it with \`larder config set ${place.packageName} ${path}\`, which asks for it`,
  });
}

/** A name may have dots in it, and so may the start of another one: the longest that is installed is meant. */
function readPlace({ names }: ConfigurableHost, text: string): Pick<GivenSetting, "packageName" | "path"> {
  const [packageName] = names
    .filter((name) => text.startsWith(`${name}.`))
    .toSorted((one, other) => other.length - one.length);
  if (packageName !== undefined) return { packageName, path: parsePath(text.slice(packageName.length + 1)) };
  if (names.includes(text)) {
    throw new UsageError(`\`--set ${text}\` names a package, and no setting of it`, {
      hint: `See its settings with \`larder config list ${text}\``,
    });
  }
  const there = names.length === 0 ? "nothing is" : `there are ${names.map((name) => `\`${name}\``).join(", ")}`;
  throw new UsageError(`\`--set ${text}\` names no package that is installed in this host; ${there}`, {
    hint: "Write it as `--set <package>.<path>=<value>`",
  });
}
