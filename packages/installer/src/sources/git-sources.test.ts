import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parsePackageName, parseRange } from "@larder/package-spec";
import { readTarball } from "@larder/tarball";
import { expect, onTestFinished, test } from "vitest";

import { committedAt, gitOrigin, type GitOrigin } from "../testing/git-origin.ts";
import { type HostSources, hostSources } from "./host-sources.ts";

const theme = '[prompt]\nformat = "{cwd}"\n';
const name = parsePackageName("prompt-themes");

test("a repository without a package.json gets the canonical one, with a version that says the commit", async () => {
  const origin = newOrigin({ "themes/calm.toml": theme, "notes.txt": "not part of it" });
  const commit = origin.git(["rev-parse", "HEAD"]);

  const { source, manifest, notes } = await sources().read({ type: "git", repository: origin.url }, name);

  expect(source).toEqual({ type: "git", repository: origin.url, commit });
  expect(manifest).toMatchObject({ name, version: `0.0.0-20260304050607.${commit.slice(0, 12)}`, larder: {} });
  expect(committedAt).toBe("2026-03-04T05:06:07Z");
  expect(notes).toEqual([]);
  expect(await pathsOf(origin)).toEqual(["package.json", "themes/calm.toml"]);
});

test("a range means the highest version in it that a tag names, and none is refused", async () => {
  const origin = newOrigin({ "themes/calm.toml": theme });
  const commits = ["v1.0.0", "v1.4.0", "2.0.0", "v1.3.0", "not-a-version"].map((tag, index) => {
    const commit = origin.commit({ "themes/calm.toml": `${theme}# ${index}\n` });
    origin.git(index === 1 ? ["tag", "--annotate", tag, "--message", "A release"] : ["tag", tag]);
    return commit;
  });
  const place = { type: "git", repository: origin.url } as const;
  const pinnedTo = async (range: string): Promise<unknown> =>
    (await sources().read({ ...place, range: parseRange(range) }, name)).source;

  expect(await pinnedTo("^1.0.0")).toMatchObject({ commit: commits[1] });
  expect(await pinnedTo("*")).toMatchObject({ commit: commits[2] });
  await expect(pinnedTo("^3.0.0")).rejects.toMatchObject({
    message: expect.stringContaining("has no tag of a version in `^3.0.0`"),
  });
});

test("a package.json is taken as it is, and what it says wins over the want", async () => {
  const origin = newOrigin({
    "package.json":
      '{ "name": "calm", "version": "2.1.0", "dependencies": { "library": "^1.0.0" }, "scripts": { "prepare": "tsc" } }',
    "index.js": "",
  });

  expect(await sources().read({ type: "git", repository: origin.url }, name)).toMatchObject({
    manifest: { name: "calm", version: "2.1.0", dependencies: { library: "^1.0.0" } },
    notes: ["its `prepare` script did not run: it is installed as it was written"],
  });
});

test("[N4] [T10] branches, tags, full commits and folders are found, also behind a branch with a slash in its name", async () => {
  const origin = newOrigin({ "themes/calm.toml": theme });
  const first = origin.git(["rev-parse", "HEAD"]);
  origin.git(["tag", "--annotate", "v1", "--message", "one"]);
  origin.git(["checkout", "--quiet", "-b", "feature/dark"]);
  const second = origin.commit({ "packages/dark/themes/dark.toml": theme });
  const commitOf = async (reference: string, directory?: string): Promise<unknown> => {
    const place = {
      type: "git" as const,
      repository: origin.url,
      reference,
      ...(directory !== undefined && { directory }),
    };
    return (await sources().read(place, name)).source;
  };

  const at = (commit: string): object => ({ type: "git", repository: origin.url, commit });
  expect(await commitOf("v1")).toEqual(at(first));
  expect(await commitOf("main")).toEqual(at(first));
  expect(await commitOf(first)).toEqual(at(first));
  expect(await commitOf("refs/heads/main")).toEqual(at(first));
  expect(await commitOf("feature", "dark/packages/dark")).toEqual({ ...at(second), directory: "packages/dark" });
});

test.each([
  [{ reference: "absent" }, /has no branch and no tag `absent`$/, /spelling/],
  [{ reference: "0123abc" }, /has no branch and no tag `0123abc`$/, /all 40 digits/],
  [{ reference: "0".repeat(39).concat("1") }, /has no commit `0{39}1`$/, /rewritten/],
  [{ directory: "absent" }, /has no folder `absent` in commit/, /folder/],
])("%j is refused by name", async (place, message, hint) => {
  const origin = newOrigin({ "themes/calm.toml": theme });

  await expect(sources().read({ type: "git", repository: origin.url, ...place }, name)).rejects.toMatchObject({
    code: "ETARGET",
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

test("a branch that moved on leaves the locked commit where it is, and the same commit has the same bytes", async () => {
  const origin = newOrigin({ "themes/calm.toml": theme });
  const { source, manifest } = await sources().read({ type: "git", repository: origin.url, reference: "main" }, name);
  origin.commit({ "themes/calm.toml": `${theme}# changed\n` });
  origin.git(["gc", "--quiet", "--aggressive"]);

  const { dist, version } = manifest;
  const pinned = source.type === "git" ? source.commit : "";
  const again = await sources().read({ type: "git", repository: origin.url, reference: pinned }, name);

  expect(again.manifest).toEqual(manifest);
  const node = { id: `${name}@${version}`, name, version, source, kind: "singleton" as const, edges: [] };
  if (dist.integrity === undefined) throw new Error("No integrity");
  const archive = await sources().fetch({ ...node, integrity: dist.integrity });
  expect(Buffer.from(archive).includes("changed")).toBe(false);
});

test("nothing of the repository, of the user or of the environment runs, and no attribute changes a byte", async () => {
  const origin = newOrigin({
    ".gitattributes": "*.txt text eol=crlf\n*.toml filter=evil ident export-subst\nthemes/hidden.toml export-ignore\n",
    ".gitmodules": '[submodule "sub"]\n\tpath = sub\n\turl = ext::sh -c touch% ran\n\tupdate = !touch ran\n',
    "themes/calm.toml": `${theme}# $Id$ $Format:%H$\n`,
    "themes/hidden.toml": theme,
    "themes/lines.txt": "one\ntwo\r\nthree",
  });
  origin.git(["update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},sub`]);
  origin.git(["commit", "--quiet", "--message", "Add a submodule"]);
  const trap = plantTraps(origin);

  const { notes } = await sources(trap.environment).read({ type: "git", repository: origin.url }, name);
  const contents = await contentsOf(origin, trap.environment);

  expect(existsSync(trap.ran)).toBe(false);
  spawnSync("git", ["clone", origin.url, join(origin.directory, "clone")], {
    env: { ...trap.environment, GIT_EXEC_PATH: undefined, LD_PRELOAD: undefined },
    timeout: 10_000,
  });
  expect(existsSync(trap.ran), "a git that is not held back runs into the traps").toBe(true);
  expect(notes).toEqual(["it lacks `sub`, which is a link or another repository"]);
  expect(contents.get("themes/calm.toml")).toBe(`${theme}# $Id$ $Format:%H$\n`);
  expect(contents.has("themes/hidden.toml")).toBe(true);
});

test("links are left out, wherever they lead", async () => {
  const origin = newOrigin({
    "themes/calm.toml": theme,
    "themes/passwords.toml": "-> /etc/passwd",
    plugins: "-> ../../..",
  });

  const { notes } = await sources().read({ type: "git", repository: origin.url }, name);

  expect(notes).toEqual([
    "it lacks `plugins`, which is a link or another repository",
    "it lacks `themes/passwords.toml`, which is a link or another repository",
  ]);
  expect(await pathsOf(origin)).toEqual(["package.json", "themes/calm.toml"]);
});

test.each([
  ["points outside", "..", /`package\/\.\.` points outside the package/],
  ["is absolute on some disks", "C:\\x", /has a backslash in its name/],
  ["moves a cursor", "x\u001b[2J.toml", /has a control character in its name/],
  ["differs from another only by case", "Package.json", /is there twice, or differs from another only by case/],
])("a repository with a name that %s is refused", async (_what, entry, message) => {
  const origin = newOrigin({ "package.json": '{ "name": "x", "version": "1.0.0" }' });
  plantEntry(origin, entry);

  await expect(sources().read({ type: "git", repository: origin.url }, name)).rejects.toMatchObject({
    code: "ETARGET",
    message: expect.stringMatching(message),
  });
});

test.each([
  "--upload-pack=touch ran",
  "ext::sh -c touch% ran",
  "fd::3",
  "git://code.example/x.git",
  "ftp://code.example/x.git",
  "ssh://-oProxyCommand=touch%20ran/x",
  "git@-oProxyCommand=touch ran:x",
  "-oProxyCommand=x@host:x",
])("%s is no address to fetch from", async (repository) => {
  await expect(sources().read({ type: "git", repository }, name)).rejects.toMatchObject({
    code: "ETARGET",
    message: `\`${repository}\` is no address that a package can be fetched from`,
  });
});

test("a repository whose package bundles dependencies is refused under its own address", async () => {
  const origin = newOrigin({ "package.json": '{ "name": "calm", "version": "1.0.0", "bundleDependencies": ["pad"] }' });

  await expect(sources().read({ type: "git", repository: origin.url }, name)).rejects.toMatchObject({
    code: "ETARGET",
    message: expect.stringMatching(/^`file:\/\/.*` cannot be packed: it bundles dependencies$/),
    hint: "Want a published version of it",
  });
});

test("[N5] a repository that is not there, and a machine without git, are told apart", async () => {
  const absent = { type: "git" as const, repository: "file:///nowhere/themes.git" };

  await expect(sources().read(absent, name)).rejects.toMatchObject({
    code: "ENETWORK",
    message: expect.stringMatching(/^The repository `file:\/\/\/nowhere\/themes\.git` cannot be read: /),
    hint: "Check its address and the network",
  });
  await expect(sources({ PATH: "/nowhere" }).read(absent, name)).rejects.toMatchObject({
    message: expect.stringMatching(/git is not installed$/),
    hint: "Install git, or want a published version",
  });
});

function newOrigin(files: { readonly [path: string]: string }): GitOrigin {
  const origin = gitOrigin(files);
  onTestFinished(() => origin[Symbol.dispose]());
  return origin;
}

function sources(
  environment: { readonly [variable: string]: string | undefined } = { PATH: process.env["PATH"] },
): HostSources {
  return hostSources({
    directory: "/nowhere",
    environment,
    fetchUrl: () => Promise.reject(new Error("Nothing is fetched from an address")),
  });
}

async function contentsOf(
  { url }: GitOrigin,
  environment?: { readonly [variable: string]: string | undefined },
): Promise<ReadonlyMap<string, string | undefined>> {
  const reading = sources(environment);
  const { source, manifest } = await reading.read({ type: "git", repository: url }, name);
  const { integrity } = manifest.dist;
  if (integrity === undefined) throw new Error("No integrity");
  const node = { id: "x", name: manifest.name, version: manifest.version, source, integrity, edges: [] };
  const archive = await reading.fetch({ ...node, kind: "library" });
  const { files, tree } = await readTarball(
    (async function* () {
      yield archive;
    })(),
  );
  return new Map(files.map(({ path }) => [path, tree.readText(path)]));
}

async function pathsOf(origin: GitOrigin): Promise<readonly string[]> {
  return [...(await contentsOf(origin)).keys()];
}

/** Everything that git is known to run for whoever does not look: it would leave the file `ran`. */
function plantTraps({ directory }: GitOrigin): {
  readonly ran: string;
  readonly environment: { readonly [name: string]: string | undefined };
} {
  const ran = join(directory, "ran");
  const script = join(directory, "trap.sh");
  writeFileSync(script, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  const hooks = join(directory, "template", "hooks");
  mkdirSync(hooks, { recursive: true });
  for (const hook of ["reference-transaction", "post-checkout", "post-merge", "pre-auto-gc"]) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    writeFileSync(join(directory, "themes.git", ".git", "hooks", hook), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  }
  const config = join(directory, ".gitconfig");
  writeFileSync(
    config,
    `[filter "evil"]\n\tsmudge = ${script}\n\tclean = ${script}\n\trequired = true\n[init]\n\ttemplateDir = ${join(directory, "template")}\n[core]\n\thooksPath = ${hooks}\n\tfsmonitor = ${script}\n\tsshCommand = ${script}\n[protocol "ext"]\n\tallow = always\n[uploadpack]\n\tpackObjectsHook = ${script}\n[url "ext::${script} "]\n\tinsteadOf = file://\n`,
  );
  return {
    ran,
    environment: {
      PATH: process.env["PATH"],
      HOME: directory,
      XDG_CONFIG_HOME: directory,
      GIT_CONFIG_GLOBAL: config,
      GIT_CONFIG_SYSTEM: config,
      GIT_CONFIG_PARAMETERS: `'core.hooksPath=${hooks}'`,
      GIT_TEMPLATE_DIR: join(directory, "template"),
      GIT_SSH_COMMAND: script,
      GIT_EXEC_PATH: directory,
      GIT_ALLOW_PROTOCOL: "ext:file",
      GIT_ASKPASS: script,
      GIT_PROXY_COMMAND: script,
      LD_PRELOAD: script,
    },
  };
}

/** Commits a tree with an entry that `git add` would not take. */
function plantEntry(origin: GitOrigin, entry: string): void {
  const blob = origin.git(["hash-object", "-w", "--stdin"], "planted");
  const listed = origin.git(["ls-tree", "HEAD"]).split("\n");
  const lines = [...listed.map((line) => `${line}\0`), `100644 blob ${blob}\t${entry}\0`].join("");
  const tree = origin.git(["mktree", "-z"], lines);
  const commit = origin.git(["commit-tree", tree, "-m", "Plant"]);
  origin.git(["update-ref", "refs/heads/main", commit]);
}
