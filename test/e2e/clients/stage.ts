import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Advisories, serveAdvisories } from "../../support/advisories.ts";
import { larderData } from "../../support/larder-process.ts";
import { type ClientName, type NpmClient, npmClient } from "../../support/npm-clients.ts";
import { prepareVersion, putVersion } from "../../support/publish-document.ts";
import { type EngineName, type ServedRegistry, serveRegistry } from "../../support/served-registry.ts";

/** The password of `eve`. */
export const password = "eve has a password";

/** What a full document says of a package, as far as the tests look. */
export type Packument = {
  readonly "dist-tags": { readonly [tag: string]: string };
  readonly versions: { readonly [version: string]: { readonly deprecated?: string; readonly description?: string } };
  readonly maintainers: readonly { readonly name: string }[];
};

/** What a package has beside its name and version. */
export type Files = { readonly [path: string]: string | object };

/**
 * One registry, and one package manager that `ada` has logged in with: an administrator, who owns the
 * organisation `acme`, in which `eve` develops.
 */
export type Stage = AsyncDisposable & {
  readonly client: NpmClient;
  readonly registry: ServedRegistry;
  /** Where `ms` comes from. */
  readonly advisories: Advisories;
  /** Runs the package manager at `cwd`, else at an empty directory; throws what it printed when it fails. */
  run(args: readonly string[], cwd?: string): Promise<string>;
  /** Runs the package manager as {@link run}, expects it to fail, and returns what it printed, on one line. */
  refused(args: readonly string[], cwd?: string): Promise<string>;
  /** The same package manager, with a home of its own and another login. */
  another(home: string, token?: string): Promise<NpmClient>;
  /** A token of `eve`, who is no administrator. */
  tokenOfEve(): Promise<string>;
  /** Writes a directory with a `package.json` and other files, and returns its path. */
  write(name: string, files: Files): Promise<string>;
  /** Publishes without the package manager, as `ada`. */
  publish(name: string, version: string, more?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Warns of every version of a package, as `ada`. */
  deprecate(name: string, warning: string): Promise<void>;
  /** What the registry answers `ada` at `path`, as JSON. */
  fetched(path: string): Promise<unknown>;
  /** The full document of a package, as `ada` sees it; `undefined` when it is not there. */
  packument(name: string): Promise<Packument | undefined>;
};

/** Serves a registry on `engine`, where all but `ms` is at home, and logs `client` in. */
export async function openStage(name: ClientName, engine: EngineName): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const advisories = opened.use(await serveAdvisories());
  const directory = await mkdtemp(join(tmpdir(), "larder-stage-"));
  opened.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  const configuration = join(directory, "registry.yaml");
  await writeFile(configuration, configurationText(advisories.url));
  const registry = opened.use(await serveRegistry(engine, ["--config", configuration]));
  await larderData(["user", "add", "eve", ...registry.place], { input: `${password}\n` });
  const token = await createToken(registry, "ada", "read,publish,admin");
  await send(registry, "-/org/acme/user", token, { user: "ada", role: "owner" });
  await send(registry, "-/org/acme/user", token, { user: "eve", role: "developer" });
  const client = await npmClient(name, join(directory, "home"), registry.url, token);
  const nowhere = join(directory, "nowhere");
  await writeFiles(nowhere, { "package.json": { name: "nowhere", version: "1.0.0", private: true } });
  const owned = opened.move();

  return {
    client,
    registry,
    advisories,
    run: async (args, cwd = nowhere) => {
      const { code, stdout, stderr } = await client.run(args, cwd);
      if (code !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
      return stdout + stderr;
    },
    refused: async (args, cwd = nowhere) => {
      const { code, stdout, stderr } = await client.run(args, cwd);
      if (code === 0) throw new Error(`${name} ${args.join(" ")} was not refused: ${stdout}${stderr}`);
      return onOneLine(stdout + stderr);
    },
    another: (home, itsToken) => npmClient(name, join(directory, home), registry.url, itsToken),
    tokenOfEve: () => createToken(registry, "eve", "read,publish"),
    write: async (at, files) => {
      const path = join(directory, "work", at);
      await writeFiles(path, files);
      return path;
    },
    publish: async (packageName, version, more = {}) => {
      const status = await putVersion(registry.url, token, await prepareVersion(packageName, version, 200, more));
      if (status !== 201) throw new Error(`Publishing ${packageName}@${version} was answered with ${status}`);
    },
    deprecate: (packageName, warning) => deprecate(registry, packageName, token, warning),
    fetched: async (path) => {
      const response = await fetch(`${registry.url}/${path}`, { headers: { authorization: `Bearer ${token}` } });
      return response.json();
    },
    packument: (packageName) => fetchPackument(registry, packageName, token),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The text of a file of an installed package; throws when it is not there. */
export function installedFile(project: string, path: string): Promise<string> {
  return readFile(join(project, "node_modules", path), "utf8");
}

/** The version of `name` that is installed in `project`. */
export async function installedVersion(project: string, name: string): Promise<string> {
  const manifest: unknown = JSON.parse(await installedFile(project, join(name, "package.json")));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error(`${name} was installed without a version`);
}

/** Package managers fold long sentences, some with bars before the lines. */
function onOneLine(output: string): string {
  return output.replaceAll(/\s*\n\s*│?\s*/g, " ");
}

const configurationText = (uplink: string): string => `
uplinks:
  outside:
    url: ${uplink}
rules:
  - packages: ms
    origin: outside
  - packages: "**"
    origin: hosted
    unpublish: 72h
`;

async function createToken(registry: ServedRegistry, user: string, scopes: string): Promise<string> {
  const data = await larderData(["token", "create", "--user", user, "--scope", scopes, ...registry.place]);
  if (typeof data === "object" && data !== null && "token" in data) return String(data.token);
  throw new Error("`larder token create` printed no token");
}

async function writeFiles(directory: string, files: Files): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(directory, path, ".."), { recursive: true });
    await writeFile(join(directory, path), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
}

async function fetchPackument(registry: ServedRegistry, name: string, token: string): Promise<Packument | undefined> {
  const response = await fetch(`${registry.url}/${name.replace("/", "%2f")}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body: unknown = await response.json();
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`The document of ${name} was answered with ${response.status}`);
  return body as Packument;
}

async function deprecate(registry: ServedRegistry, name: string, token: string, warning: string): Promise<void> {
  const packument = await fetchPackument(registry, name, token);
  const versions = Object.entries(packument?.versions ?? {}).map(([version, manifest]) => [
    version,
    { ...manifest, deprecated: warning },
  ]);
  const path = name.replace("/", "%2f");
  await send(registry, path, token, { ...packument, versions: Object.fromEntries(versions) });
}

/** Puts `document` at `path`, without the package manager. */
async function send(registry: ServedRegistry, path: string, token: string, document: object): Promise<void> {
  const response = await fetch(`${registry.url}/${path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(document),
  });
  if (!response.ok) throw new Error(`Changing ${path} was answered with ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
