// SPEC.md §8, signatures of plugins. Rule ids in titles refer to it.
import { createHmac } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { diskTree } from "@larder/tarball";
import { expect, onTestFinished, test } from "vitest";

import { startLaidHost } from "../../testing/running-hosts.ts";
import { findSignatureFault } from "./find-signature-fault.ts";
import { checkPluginSignature, signPlugin } from "./plugin-signature.ts";
import { signaturePolicyOf } from "./signature-policy.ts";

const key = Buffer.from("the host's own key");
const files = {
  "plugin.yaml": "name: notes\nversion: 1.0.0\n",
  "src/index.js": "export default 1;",
  "src/lib/b.js": "b",
  "src/a.js": "a",
  "src/__pycache__/x.pyc": "cache",
  "src/package.json": "{}",
  "other/c.js": "c",
};

async function aPlugin(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "larder-signed-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  await symlink("a.js", join(directory, "src/link.js"));
  return directory;
}

const filesOf = (directory: string) => ({ directory, paths: diskTree(directory).files.map(({ path }) => path) });

test("[B17] [X52] the digest is of the manifest, and of each source file's path and bytes, sorted, without caches and links", async () => {
  const directory = await aPlugin();
  const signed = JSON.parse(signPlugin(filesOf(directory), { source: "src", plugin: "notes", version: "1.0.0", key }));
  const expected = createHmac("sha256", key)
    .update("name: notes\nversion: 1.0.0\na.js\0a\0index.js\0export default 1;\0lib/b.js\0b\0")
    .digest("hex");
  expect(signed).toEqual({ plugin: "notes", version: "1.0.0", digest: expected, algo: "HMAC-SHA256" });
});

test("[B17] [X52] a signature holds for its files, its version and its key, and for nothing else", async () => {
  const directory = await aPlugin();
  const check = (over: object = {}) =>
    checkPluginSignature(filesOf(directory), { source: "src", version: "1.0.0", key, ...over });
  expect(check()).toEqual({ outcome: "unsigned" });
  const text = signPlugin(filesOf(directory), { source: "src", plugin: "notes", version: "1.0.0", key });
  await writeFile(join(directory, "plugin.sig"), text);

  expect(check()).toEqual({ outcome: "valid", plugin: "notes", version: "1.0.0" });
  expect(check({ version: "1.0.1" })).toMatchObject({ outcome: "invalid", reason: expect.stringContaining("`1.0.0`") });
  expect(check({ key: Buffer.from("another") })).toMatchObject({ outcome: "invalid" });
  await writeFile(join(directory, "other/c.js"), "not a source");
  await writeFile(join(directory, "src/__pycache__/x.pyc"), "another cache");
  expect(check()).toMatchObject({ outcome: "valid" });
  await writeFile(join(directory, "src/more.js"), "");
  expect(check()).toMatchObject({ outcome: "invalid", reason: expect.stringContaining("not those that were signed") });
  for (const damage of ["", "{", "null", text.replace("HMAC-SHA256", "none"), text.replace(/[0-9a-f]{64}/, "0")]) {
    await writeFile(join(directory, "plugin.sig"), damage);
    expect(check()).toEqual({ outcome: "invalid", reason: "`plugin.sig` is no signature" });
  }
});

test("[B17] [X52] what must be signed and is not is refused, and a wrong signature is refused whoever must", async () => {
  const directory = await aPlugin();
  const pkg = {
    directory,
    version: "1.0.0",
    components: [{ kind: "plugin", name: "notes", path: "src/index.js", status: "ok" }],
  } as const;
  const fault = (mustBeSigned: boolean, environment: { [name: string]: string }) =>
    findSignatureFault({ ...pkg, mustBeSigned }, signaturePolicyOf(environment));
  const required = { LARDER_SIGNATURES: "require", LARDER_SIGNATURE_KEY: key.toString() };

  expect(fault(true, {})).toBeUndefined();
  expect(fault(true, required)).toContain("not signed");
  expect(fault(false, required)).toBeUndefined();
  expect(fault(true, { LARDER_SIGNATURES: "require" })).toContain("no key");
  await rm(join(directory, "other"), { recursive: true });
  await writeFile(
    join(directory, "plugin.sig"),
    signPlugin(filesOf(directory), { source: "src", plugin: "notes", version: "1.0.0", key }),
  );
  expect(fault(true, required)).toBeUndefined();
  await writeFile(join(directory, "src/a.js"), "changed");
  expect(fault(false, { LARDER_SIGNATURE_KEY: key.toString() })).toContain("not those that were signed");
});

test("[B17] [X52] no code of a signed package is left out: what is put beside its plugin, or into hidden folders, breaks the signature", async () => {
  for (const added of ["actors/odd.js", "lib/odd.mjs", "src/.hidden/odd.js", "node_modules/odd/index.js"]) {
    const directory = await aPlugin();
    await rm(join(directory, "other"), { recursive: true });
    const components = [{ kind: "plugin", name: "notes", path: "src/index.js", status: "ok" }] as const;
    const pkg = { directory, version: "1.0.0", components, mustBeSigned: true };
    const fault = (): string | undefined => findSignatureFault(pkg, { key, isRequired: true });
    const text = signPlugin(filesOf(directory), { source: "src", plugin: "notes", version: "1.0.0", key });
    await writeFile(join(directory, "plugin.sig"), text);
    expect(fault()).toBeUndefined();

    await mkdir(dirname(join(directory, added)), { recursive: true });
    await writeFile(join(directory, added), "odd");

    expect(fault()).toMatch(/not those that were signed|`node_modules` of its own/);
  }
});

test("[B17] [X52] a host that requires signatures does not run trusted code of others without one, and says so", async () => {
  const code = `import { definePlugin } from "@larder/sdk"; export default definePlugin({ actions: { ping: () => 1 } });`;
  const pkg = { mode: "trusted", files: { "plugins/odd/index.js": code } } as const;
  await using host = await startLaidHost(
    [
      { ...pkg, name: "@home/unsigned" },
      { ...pkg, name: "@home/own", isLocal: true },
    ],
    { environment: { LARDER_SIGNATURES: "require", LARDER_SIGNATURE_KEY: "key" } },
  );
  expect(host.status().packages).toMatchObject([
    { name: "@home/own", actual: "started" },
    { name: "@home/unsigned", actual: "failed", reason: expect.stringContaining("it is not signed"), actions: [] },
  ]);
});
