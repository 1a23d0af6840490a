import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type ForwardingProxy, forwardTo } from "../support/forwarding-proxy.ts";
import {
  type ClientKind,
  type ClientName,
  newestClientNames,
  type NpmClient,
  npmClient,
  olderClientNames,
} from "../support/npm-clients.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const publish: { readonly [kind in ClientKind]: readonly string[] } = {
  npm: ["publish"],
  pnpm: ["publish", "--no-git-checks"],
  yarn: ["npm", "publish", "--access", "public"],
  "yarn-1": ["publish", "--non-interactive", "--no-git-tag-version"],
  bun: ["publish"],
};

type Rewriting = { readonly does: string; readonly rewrite: (path: string) => string };

/** What proxies in front do with the paths that they forward, all below `/npm/`. */
const proxies: readonly [Rewriting, Rewriting, Rewriting] = [
  { does: "keeps paths as they are", rewrite: (path) => path },
  { does: "decodes `%2f`", rewrite: (path) => path.replaceAll(/%2f/gi, "/") },
  {
    does: "decodes `%40` and `%2f`, and takes `/npm` away",
    rewrite: (path) => decodeURIComponent(path).replace(/^\/npm/, ""),
  },
];

/** Of the proxies, every run of the tests has the one that most often breaks registries. */
const [harmless, decoding, stripping] = proxies;

describe.each([decoding])("below /npm/, behind a proxy that $does", (rewriting) => {
  servesEverybody(rewriting);
});
describe.each([harmless, stripping])("below /npm/, behind a proxy that $does", { tags: ["slow"] }, (rewriting) => {
  servesEverybody(rewriting);
});

function servesEverybody({ rewrite }: Rewriting): void {
  const opened = new AsyncDisposableStack();
  let proxy: ForwardingProxy;
  let registry: ServedRegistry;

  beforeAll(async () => {
    proxy = opened.use(await forwardTo(() => registry.url, { rewrite }));
    registry = opened.use(await serveRegistry("PGlite", ["--uplink", "none", "--public-url", `${proxy.url}/npm/`]));
  });

  afterAll(() => opened.disposeAsync());

  test.each(newestClientNames)("%s publishes and installs a scoped package", servesOne);
  test.each(olderClientNames)("%s publishes and installs a scoped package", { tags: ["slow"] }, servesOne);

  async function servesOne(name: ClientName): Promise<void> {
    const client = await npmClient(name, join(registry.directory, name), `${proxy.url}/npm`, registry.token);
    // npm installs what it has published itself from its cache.
    const reader = await npmClient(name, join(registry.directory, `${name}-reader`), `${proxy.url}/npm`);
    const packageName = `@acme/by-${name}`;
    const source = await write(`source-${name}`, { name: packageName, version: "1.0.0" });
    const project = await write(`project-${name}`, {
      name: "project",
      version: "1.0.0",
      dependencies: { [packageName]: "1.0.0" },
    });

    if (client.kind === "yarn") await expectSuccess(client, ["install"], source);
    await expectSuccess(client, publish[client.kind], source);
    await expectSuccess(reader, ["install"], project);

    const installed = await readFile(join(project, "node_modules", packageName, "package.json"), "utf8");
    expect(JSON.parse(installed)).toMatchObject({ name: packageName, version: "1.0.0" });
    const archives = proxy.forwarded.filter(({ path }) => path.endsWith(`/-/by-${name}-1.0.0.tgz`));
    expect(archives.map(({ status }) => status)).toEqual([200]);
    expect(proxy.forwarded.filter(({ path }) => !path.startsWith("/npm/"))).toEqual([]);
  }

  async function write(directory: string, manifest: object): Promise<string> {
    const path = join(registry.directory, directory);
    await mkdir(path);
    await writeFile(join(path, "package.json"), JSON.stringify(manifest));
    await writeFile(join(path, "yarn.lock"), "");
    return path;
  }
}

async function expectSuccess(client: NpmClient, args: readonly string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await client.run(args, cwd);
  expect(code, `${client.name} ${args.join(" ")}: ${stdout}${stderr}`).toBe(0);
}
