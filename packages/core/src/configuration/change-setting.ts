import { ExpectedError } from "@larder/errors";
import { editPackageConfiguration, holdHost, readPackageConfiguration } from "@larder/host-directory";
import type { JsonSchema } from "@larder/sdk";

import { coerceText } from "./coerce-text.ts";
import { type ConfigurableHost, openConfigurableHost } from "./configurable-packages.ts";
import { type ConfigurationProblem, formatProblem } from "./configuration-problem.ts";
import { layersOf } from "./configure-package.ts";
import { decideConfiguration } from "./decide-configuration.ts";
import type { ConfigurationSource } from "./decided-setting.ts";
import { isReference } from "./fill-variables.ts";
import { formatPath, type Json, type JsonObject, mergeTrees, type Path, valueAt, withValue } from "./json-tree.ts";
import type { KeptOf } from "./kept-values.ts";
import { withoutConfiguring } from "./setting-names.ts";
import { type SettingAt, settingAt } from "./setting-at.ts";
import { listSettings } from "./settings.ts";

/** One setting of one package. */
export type SettingPlace = { readonly packageName: string; readonly path: Path };

/** What a change came to. */
export type ChangedSetting = {
  /** The file where it stood or stands, relative to the host; `.larder/secrets.json` for what is kept sealed. */
  readonly place: string;
  readonly isSecret: boolean;
  /** Where its value comes from now; undefined when it has none. */
  readonly source: ConfigurationSource | undefined;
  /** What the package still lacks, or has wrong. */
  readonly problems: readonly ConfigurationProblem[];
};

/** A value does not fit the setting that it is for. Nothing was changed. */
export class RefusedSettingError extends ExpectedError {
  readonly code = "EVALIDATION";
  readonly packageName: string;
  readonly path: string;

  constructor({ packageName, path }: SettingPlace, reason: string) {
    super(`\`${packageName}\` does not take that: ${reason}`, {
      hint: `See what it takes with \`larder config list ${packageName}\``,
    });
    this.packageName = packageName;
    this.path = formatPath(path);
  }
}

/**
 * Is what stands at `place` kept sealed? It is where its schema says so, for it, for what it stands in, or for keys that
 * nobody named. Throws `NotInstalledError`, and {@link RefusedSettingError} for a place that cannot be set as one.
 */
export function isSecretPlace(host: ConfigurableHost, place: SettingPlace): boolean {
  assertPath(place);
  return findSetting(host, place).isSecret;
}

/**
 * Sets one setting to what `text` means to its schema, where the operator keeps the configuration; a secret is sealed.
 *
 * What the schema refuses is refused here, and changes nothing. Throws {@link RefusedSettingError} and `HostError`.
 */
export async function setSetting(host: ConfigurableHost, place: SettingPlace, text: string): Promise<ChangedSetting> {
  assertPath(place);
  return await holdHost(host.directory, { command: "larder config set" }, async () => {
    // Whoever held the host until now may have changed it.
    const now = await openConfigurableHost(host.directory, host.variables, host.given);
    const { isSecret, schema } = findSetting(now, place);
    const value = isReference(text) && !isSecret ? text : readValue(place, text, schema);
    await assertFits(now, place, value);
    if (!isSecret) return await outcome(now, place, { isSecret, place: await write(now, place, value) });
    await now.means.kept.keep(place.packageName, [{ path: place.path, value, origin: "set" }]);
    // What stood there readable was a secret too.
    if ((await findWritten(now, place)) !== undefined) await write(now, place, undefined);
    return await outcome(now, place, { isSecret, place: secretsPlace });
  });
}

/** As deep as a package.json may be. */
const depthMax = 64;

/** Throws {@link RefusedSettingError} for a path that leads nowhere: every key has a name, which no reader skips. */
function assertPath(place: SettingPlace): void {
  const { path } = place;
  if (path.length > 0 && path.length <= depthMax && path.every((key) => key !== "" && key !== "__proto__")) return;
  throw new RefusedSettingError(place, `\`${formatPath(path.slice(0, depthMax))}\` is no name of a setting`);
}

/** Returns what the schema of the package says of `place`. A part of a secret is one, and what holds some is set part by part. */
function findSetting(host: ConfigurableHost, place: SettingPlace): Omit<SettingAt, "secretBelow"> {
  const root = schemaOf(host, place.packageName) ?? {};
  const { secretBelow, ...found } = settingAt(root, listSettings(root), place.path);
  if (secretBelow === undefined) return found;
  const reason = `\`${formatPath(place.path)}\` holds the secret \`${formatPath(secretBelow)}\`: set each part by itself`;
  throw new RefusedSettingError(place, reason);
}

/** Takes back what the operator set, or what was made up; returns undefined when there was nothing. */
export async function unsetSetting(host: ConfigurableHost, place: SettingPlace): Promise<ChangedSetting | undefined> {
  assertPath(place);
  return await holdHost(host.directory, { command: "larder config unset" }, async () => {
    const now = await openConfigurableHost(host.directory, host.variables, host.given);
    const isSecret = await now.means.kept.forget(place.packageName, place.path);
    const isWritten = (await findWritten(now, place)) !== undefined;
    if (!isSecret && !isWritten) return undefined;
    return await outcome(now, place, {
      isSecret,
      place: isWritten ? await write(now, place, undefined) : secretsPlace,
    });
  });
}

const secretsPlace = ".larder/secrets.json";

function schemaOf(host: ConfigurableHost, packageName: string): JsonSchema | undefined {
  return host.get(packageName).larder?.config?.schema;
}

function write(
  { directory }: ConfigurableHost,
  { packageName, path }: SettingPlace,
  value: Json | undefined,
): Promise<string> {
  return editPackageConfiguration(directory, packageName, { path, value });
}

function readValue(place: SettingPlace, text: string, schema: JsonSchema): Json {
  const coerced = coerceText(text, schema);
  if ("value" in coerced) return coerced.value;
  throw new RefusedSettingError(place, formatProblem({ path: formatPath(place.path), reason: coerced.reason }));
}

async function readWritten(host: ConfigurableHost, packageName: string): Promise<JsonObject> {
  const { values } = await readPackageConfiguration(host.directory, host.manifest.packages[packageName]);
  return values as JsonObject;
}

async function findWritten(host: ConfigurableHost, { packageName, path }: SettingPlace): Promise<Json | undefined> {
  return valueAt(await readWritten(host, packageName), path);
}

/**
 * A value fits when nothing is wrong at its place, and nothing new elsewhere because of it; what is only missing may come
 * later. Variables and flags that configure the package are left out: they would hide what is wrong below them.
 */
async function assertFits(host: ConfigurableHost, place: SettingPlace, value: Json): Promise<void> {
  const { packageName, path } = place;
  const written = await readWritten(host, packageName);
  const kept = await host.means.kept.read(packageName);
  const before = new Set(invalid(host, { packageName, kept, file: written }).map(textOf));
  const after = invalid(host, { packageName, kept, file: withValue(written, path, value) });
  const caused = after.find((problem) => isAt(problem, path) || !before.has(textOf(problem)));
  if (caused !== undefined) throw new RefusedSettingError(place, formatProblem(caused));
}

function invalid(
  host: ConfigurableHost,
  { packageName, kept, file }: { readonly packageName: string; readonly kept: KeptOf; readonly file: JsonObject },
): readonly ConfigurationProblem[] {
  const pkg = host.get(packageName);
  const schema = schemaOf(host, packageName);
  const layers = layersOf(pkg, host.manifest.packages[packageName], host.means);
  const decided = decideConfiguration(packageName, schema, {
    ...layers,
    generated: kept.generated,
    file: mergeTrees(kept.set, file),
    environment: withoutConfiguring(packageName, host.means.environment, listSettings(schema ?? {}).settings),
    given: [],
  });
  return decided.problems.filter(({ kind }) => kind === "invalid");
}

function textOf({ path, reason }: ConfigurationProblem): string {
  return JSON.stringify([path, reason]);
}

function isAt({ path }: ConfigurationProblem, changed: Path): boolean {
  const place = formatPath(changed);
  return path === place || path.startsWith(`${place}.`);
}

/** Reads the host again, as its next start would. */
async function outcome(
  { directory, variables, given }: ConfigurableHost,
  { packageName, path }: SettingPlace,
  changed: Pick<ChangedSetting, "place" | "isSecret">,
): Promise<ChangedSetting> {
  const now = await openConfigurableHost(directory, variables, given);
  const { settings, problems } = await now.configure(packageName);
  const source = settings.find((setting) => formatPath(setting.path) === formatPath(path))?.source;
  return { ...changed, source, problems };
}
