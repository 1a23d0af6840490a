import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes the directory `home` and writes what every package manager reads there: that `registry` is the
 * only registry and, when there is one, its `token`. Returns what its environment must say.
 *
 * What is published in a test is minutes young, so nobody waits for a minimum age unless a test says so.
 */
export async function writeClientSettings(
  home: string,
  registry: string,
  token?: string,
): Promise<{ readonly [name: string]: string }> {
  await mkdir(home, { recursive: true });
  const userConfig = join(home, ".npmrc");
  const { host, pathname, hostname } = new URL(registry);
  const login = token === undefined ? "" : `//${host}${pathname.replace(/\/?$/, "/")}:_authToken=${token}\n`;
  await writeFile(userConfig, `registry=${registry}/\n${login}`);
  await writeFile(join(home, ".yarnrc"), `registry "${registry}/"\nlastUpdateCheck 9999999999999\n`);
  await writeFile(join(home, ".yarnrc.yml"), yarnSettings(registry, hostname, token));
  return {
    HOME: home,
    CI: "true",
    NPM_CONFIG_USERCONFIG: userConfig,
    pnpm_config_minimum_release_age: "0",
    BUN_INSTALL: join(home, ".bun"),
    BUN_INSTALL_CACHE_DIR: join(home, ".bun", "cache"),
    YARN_CACHE_FOLDER: join(home, ".yarn-cache"),
  };
}

function yarnSettings(registry: string, hostname: string, token: string | undefined): string {
  const lines = [
    `npmRegistryServer: ${JSON.stringify(registry)}`,
    `unsafeHttpWhitelist: [${JSON.stringify(hostname)}]`,
    "npmMinimalAgeGate: 0",
    // Yarn 3 does not know the line above.
    "enableStrictSettings: false",
    "nodeLinker: node-modules",
    "enableGlobalCache: false",
    "enableTelemetry: false",
    "enableImmutableInstalls: false",
    ...(token === undefined ? [] : [`npmAuthToken: ${JSON.stringify(token)}`]),
  ];
  return `${lines.join("\n")}\n`;
}
