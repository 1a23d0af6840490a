import { expect, test } from "vitest";

import { HostError } from "./host-error.ts";
import { findResolvePolicy } from "./manifest-policy.ts";
import { parseHostManifest } from "./parse-host-manifest.ts";

const home = "registries: { home: https://packages.example }\n";

function refusalOf(text: string): string {
  try {
    parseHostManifest(`${home}${text}`);
  } catch (error) {
    if (error instanceof HostError) return `${error.message} → ${error.hint ?? ""}`;
    throw error;
  }
  return "It was read";
}

test("a policy is read whole, in whatever order its lists are written", () => {
  const { policy } = parseHostManifest(`${home}policy:
  minimumAge: 3d
  minimumAgeExempt: [view, "@acme/chat", view]
  trust: no-downgrade
  deprecated: refuse
  block: { "left-pad@<1.3": It was taken over }
  platforms: [linux/x64/glibc, darwin/arm64]
  node: 26.0.0
  allowScripts: [esbuild]
`);

  expect(findResolvePolicy(policy)).toEqual({
    minimumAgeMs: 259_200_000,
    minimumAgeExempt: ["@acme/chat", "view"],
    trust: "no-downgrade",
    deprecated: "refuse",
    block: { "left-pad@<1.3": "It was taken over" },
    platforms: [
      { os: "darwin", cpu: "arm64" },
      { os: "linux", cpu: "x64", libc: "glibc" },
    ],
    node: "26.0.0",
  });
});

test("what only the host itself does asks nothing of a version", () => {
  expect(
    findResolvePolicy(parseHostManifest(`${home}policy: { allowScripts: [esbuild], signatures: require }`).policy),
  ).toBeUndefined();
});

test("overrides are read as npm writes them, flat or nested, and `$name` is what the host wants of it", () => {
  const { overrides } = parseHostManifest(`${home}wants: { view: ^3.1.0, chat: "npm:@acme/chat@^2" }
overrides:
  left-pad: 1.3.0
  chat>view: $view
  "chat@>=2 <3>inner": "*"
  ui:
    .: ^2
    view: ^4
    chat: $chat
    chat@^2: { .: ^2, view: { inner>deep: ^5 } }
  chat>**>deep: ^6
  "old>chat@^1": { .: ^2, view: ^7 }
`);

  expect(overrides).toEqual({
    "left-pad": "1.3.0",
    "chat>view": "^3.1.0",
    "chat@>=2 <3>inner": "*",
    ui: "^2",
    "ui>**>view": "^4",
    "ui>**>chat": "npm:@acme/chat@^2",
    "ui>**>chat@^2": "^2",
    "ui>**>chat@^2>**>view>**>inner>deep": "^5",
    "chat>**>deep": "^6",
    "old>chat@^1": "^2",
    "old>chat@^1 || ^2>**>view": "^7",
  });
});

test("what is added to packages is read by its selector", () => {
  const { extensions } = parseHostManifest(`${home}packageExtensions:
  ui@^2: { dependencies: { view: ^3 }, peerDependencies: { chat: "*" }, peerDependenciesMeta: { chat: { optional: true } } }
`);

  expect(extensions).toEqual({
    "ui@^2": {
      dependencies: { view: "^3" },
      peerDependencies: { chat: "*" },
      peerDependenciesMeta: { chat: { optional: true } },
    },
  });
});

test("wants of repositories, folders and archives are kept as they are written", () => {
  const wants = {
    themes: "ada/themes",
    dark: "https://code.example/ada/themes/tree/main/dark",
    pinned: "git+ssh://git@code.example/ada/themes.git#0123abc",
    local: "file:../local",
    near: "./near",
    packed: "near-1.0.0.tgz",
    far: "https://packages.example/far.tgz",
  };

  const lines = Object.entries(wants).map(([alias, wanted]) => `  ${alias}: "${wanted}"\n`);
  const read = parseHostManifest(`${home}wants:\n${lines.join("")}`).wants;

  expect(Object.fromEntries(read.map(({ alias, wanted }) => [alias, wanted]))).toEqual(wants);
});

test("each defect is refused with its line, the reason and the next step", () => {
  expect([
    refusalOf("policy:\n  minimumAge: 3"),
    refusalOf("policy:\n  minimumAge: 99999999999w"),
    refusalOf("wants: *nobody"),
    refusalOf(`packages: [&a [${"x,".repeat(99)}], &b [${"*a,".repeat(99)}], &c [${"*b,".repeat(99)}], *c]`),
    refusalOf("policy:\n  minimumAgeExempt: [Not A Name]"),
    refusalOf("policy:\n  trust: everybody"),
    refusalOf("policy:\n  block:\n    left-pad@one: why"),
    refusalOf("policy:\n  block: { left-pad: '' }"),
    refusalOf("policy:\n  platforms: [linux]"),
    refusalOf("policy:\n  node: ^26"),
    refusalOf("policy:\n  minimalAge: 3d"),
    refusalOf("packageExtensions:\n  ui@^2: { dependency: { view: ^3 } }"),
    refusalOf("packageExtensions:\n  ui@two: { dependencies: { view: ^3 } }"),
    refusalOf("overrides:\n  view: $view"),
    refusalOf("overrides:\n  Not A Name: ^1"),
    refusalOf('overrides:\n  chat: { "**": { view: ^1 } }'),
    refusalOf("overrides:\n  chat>**: ^1"),
    refusalOf('overrides:\n  "@acme/chat/**/view": ^1'),
    refusalOf("overrides:\n  .: ^1"),
    refusalOf("overrides:\n  view: ada/view"),
    refusalOf("overrides:\n  view: [1]"),
    refusalOf("overrides:\n  chat>**>view: ^1\n  chat: { view: ^2 }"),
    refusalOf("wants:\n  local: /srv/local"),
    refusalOf("wants:\n  themes: git+https://ada:secret@code.example/themes.git"),
    refusalOf("wants:\n  themes: ext::sh"),
  ]).toMatchInlineSnapshot(`
    [
      "\`larder.yaml:3\` has a bad \`policy › minimumAge\`: must be a time such as \`12h\`, \`3d\` or \`2w\` → ",
      "\`larder.yaml:3\` has a bad \`policy › minimumAge\`: must be at most 5200w, a hundred years → ",
      "\`larder.yaml\` is not YAML: Unresolved alias (the anchor must be set before the alias): nobody → ",
      "\`larder.yaml\` is not YAML: Excessive alias count indicates a resource exhaustion attack → ",
      "\`larder.yaml:3\` has a bad \`policy › minimumAgeExempt › 0\`: \`Not A Name\` is not a package name → ",
      "\`larder.yaml:3\` has a bad \`policy › trust\`: Invalid option: expected one of "any"|"no-downgrade" → ",
      "\`larder.yaml:4\` has a bad \`policy › block › left-pad@one\`: \`left-pad@one\` selects no package: write \`name\` or \`name@range\` → ",
      "\`larder.yaml:3\` has a bad \`policy › block › left-pad\`: must say why → ",
      "\`larder.yaml:3\` has a bad \`policy › platforms › 0\`: must be such as \`linux/x64/glibc\` or \`darwin/arm64\` → ",
      "\`larder.yaml:3\` has a bad \`policy › node\`: must be one version, such as \`26.0.0\` → ",
      "\`larder.yaml:3\` has a key that is not known: \`policy › minimalAge\` → Did you mean \`minimumAge\`?",
      "\`larder.yaml:3\` has a key that is not known: \`packageExtensions › ui@^2 › dependency\` → Did you mean \`dependencies\`?",
      "\`larder.yaml:3\` has a bad \`packageExtensions › ui@two\`: \`ui@two\` selects no package: write \`name\` or \`name@range\` → ",
      "\`larder.yaml:3\` has a bad \`overrides › view\`: refers to \`view\`, which \`wants\` does not name → ",
      "\`larder.yaml:3\` has a bad \`overrides › Not A Name\`: \`Not A Name\` is not \`name\` or \`name@range\` → ",
      "\`larder.yaml:3\` has a bad \`overrides › chat>**>**>**>view\`: \`**\` is not \`name\` or \`name@range\` → ",
      "\`larder.yaml:3\` has a bad \`overrides › chat>**\`: \`**\` is not \`name\` or \`name@range\` → ",
      "\`larder.yaml:3\` has a bad \`overrides › @acme/chat/**/view\`: \`@acme/chat/**/view\` is not \`name\` or \`name@range\`: write \`@acme/chat>**>view\` → ",
      "\`larder.yaml:3\` has a bad \`overrides › .\`: \`.\` is not \`name\` or \`name@range\` → ",
      "\`larder.yaml:3\` has a bad \`overrides › view\`: takes \`ada/view\`, and only a range, a tag or \`npm:name@range\` can be taken → ",
      "\`larder.yaml:3\` has a bad \`overrides › view\`: must be a text, or a map of names below it → ",
      "\`larder.yaml:4\` has a bad \`overrides › chat>**>view\`: is overridden twice → ",
      "\`larder.yaml:3\` has a bad \`wants › local\`: must be relative to the host: other machines have no such folder → ",
      "\`larder.yaml:3\` has a bad \`wants › themes\`: must not hold a password: the lock would show it to everybody → ",
      "\`larder.yaml:3\` has a bad \`wants › themes\`: \`ext::sh\` is not a package spec: neither a range, a tag, a repository, a folder nor an archive → ",
    ]
  `);
});
