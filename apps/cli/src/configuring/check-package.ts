import {
  type ConfigurableHost,
  type ConfiguredPackage,
  formatPath,
  variablesOfSetting,
} from "@larder/core/configuration";
import { environmentOf } from "@larder/package-contents";

/** Whether one package could start, as far as its configuration goes. */
export type CheckedPackage = {
  readonly name: string;
  readonly isReady: boolean;
  /** Each with the step that mends it. */
  readonly problems: readonly { readonly message: string; readonly fix: string }[];
  /** What its domains ask for. */
  readonly credentials: readonly {
    readonly domain: string;
    readonly name: string;
    readonly isRequired: boolean;
    readonly isSet: boolean;
  }[];
  /** The variables of the host that it reads, and the setting that each one sets; null for one that its code reads. */
  readonly variables: readonly { readonly name: string; readonly isSet: boolean; readonly setting: string | null }[];
  /** What works, and should not stay so. */
  readonly warnings: readonly string[];
};

/** Returns what keeps the package `name` from starting. Throws `NotInstalledError`. */
export async function checkPackage(host: ConfigurableHost, name: string): Promise<CheckedPackage> {
  const configured = await host.configure(name);
  const { missing, missingCredentials, values } = configured.environment;
  const problems = [
    ...missing.map((variable) => ({
      message: `needs the variable \`${variable}\`, which is not set here`,
      fix: `Write \`${variable}=…\` into \`.env\` of the host, or set it in the environment of \`larder start\``,
    })),
    ...missingCredentials.map(({ domain, name: variable }) => ({
      message: `the domain \`${domain}\` needs \`${variable}\`, which is not set here`,
      fix: `Write \`${variable}=…\` into \`.env\` of the host, or set it in the environment of \`larder start\``,
    })),
    ...configured.problems.map(({ path, reason, fix }) => ({
      message: path === "" ? `its configuration ${reason}` : `\`${path}\` ${reason}`,
      fix,
    })),
  ];
  return {
    name,
    isReady: problems.length === 0,
    problems,
    credentials: host.get(name).credentials.map(({ domain, name: variable, isRequired }) => ({
      domain,
      name: variable,
      isRequired,
      isSet: values[variable] !== undefined,
    })),
    variables: readVariables(host, name, configured),
    warnings: readableSecrets(name, configured),
  };
}

function readVariables(
  host: ConfigurableHost,
  name: string,
  { settings, environment }: ConfiguredPackage,
): CheckedPackage["variables"] {
  const { means, manifest } = host;
  const { larder } = host.get(name);
  const needed = larder === undefined ? [] : environmentOf(larder, manifest.packages[name]?.env);
  return [
    ...settings.flatMap((setting) =>
      variablesOfSetting(name, setting, means.environment).map((one) => ({
        ...one,
        setting: formatPath(setting.path),
      })),
    ),
    ...needed.map((variable) => ({ name: variable, isSet: !environment.missing.includes(variable), setting: null })),
  ];
}

function readableSecrets(name: string, { settings, place }: ConfiguredPackage): readonly string[] {
  return settings.flatMap(({ path, isSecret, source }) =>
    isSecret && source === "file"
      ? [
          `\`${formatPath(path)}\` is a secret that stands readable in \`${place}\`: seal it with \`larder config set ${name} ${formatPath(path)}\``,
        ]
      : [],
  );
}
