import { describe, expect, test } from "vitest";

import { fileTreeOf } from "./file-tree.ts";
import { inspectPackage } from "./inspect-package.ts";

const identity = { name: "@acme/metrics", version: "1.0.0", engines: { larder: "^1.0.0" } };

function packageOf(larder: unknown, files: Record<string, string> = {}): ReturnType<typeof fileTreeOf> {
  return fileTreeOf({ "package.json": JSON.stringify({ ...identity, larder }), ...files });
}

function messagesOf(tree: ReturnType<typeof fileTreeOf>, options = {}): readonly string[] {
  return inspectPackage(tree, options).problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

test("every kind of component is found by its folder, with its name and its own description", () => {
  const tree = packageOf(
    {},
    {
      "plugins/prometheus/index.js": "/** Keeps a registry.\n *\n * More. */\nexport default {};",
      "plugins/prometheus/links/query.js":
        "// @ts-check\n/** @import { x } from 'y' */\n/** Asks for a value. */\nexport default 1;",
      "plugins/grafana/index.js": "export default {};",
      "plugins/grafana/README.md": "# Grafana\n\nBuilds dashboards\nfrom metrics.\n",
      "plugins/git.toml": '[plugin]\nname = "git-info"\ndescription = "Branch and state"\n',
      "domains/metrics/domain.yaml": "name: metrics\nversion: 1.0\ntitle: Metrics\ndescription: Series of numbers\n",
      "domains/metrics/schemas/series.json": '{"title":"Series","type":"object"}',
      "domains/metrics/functions/summarise.js": "export default () => 1;",
      "actors/counter.js": "export {};",
      "schemas/http/request.yaml": "title: Request\ntype: object\n",
      "templates/mail/welcome.md": "# Hello",
      "recipes/daily.yaml": "name: Daily report\nlinks: []\n",
      "services/sweep.js": "export {};",
      "models/note.yaml": "fields: {}\n",
      "chatflows/hello.js": "export {};",
      "wiki/_sidebar.md": "",
      "wiki/index.md": "",
      "themes/calm.toml": '[prompt]\nformat = "{cwd}"\n',
      "completions/git.toml": '[completions.git]\ndescription = "Version control"\n',
    },
  );

  const { dialect, components, problems } = inspectPackage(tree);

  expect(dialect).toBe("larder");
  expect(problems).toEqual([]);
  expect(components.map(({ kind, name, title, description }) => [kind, name, title, description])).toEqual([
    ["plugin", "grafana", undefined, "Builds dashboards from metrics."],
    ["plugin", "prometheus", undefined, "Keeps a registry."],
    ["prompt-provider", "git-info", undefined, "Branch and state"],
    ["domain", "metrics", "Metrics", "Series of numbers"],
    ["schema", "http/request", "Request", undefined],
    ["schema", "metrics.series", "Series", undefined],
    ["template", "mail/welcome", undefined, undefined],
    ["recipe", "daily", "Daily report", undefined],
    ["link", "prometheus.query", undefined, "Asks for a value."],
    ["function", "metrics.summarise", undefined, undefined],
    ["actor", "counter", undefined, undefined],
    ["service", "sweep", undefined, undefined],
    ["model", "note", undefined, undefined],
    ["chatflow", "hello", undefined, undefined],
    ["wiki", "wiki", undefined, undefined],
    ["theme", "calm", undefined, undefined],
    ["completion", "git", undefined, "Version control"],
  ]);
});

test("names that start with an underscore or a dot, tests and type declarations are no components", () => {
  const tree = packageOf(
    {},
    {
      "actors/_shared.js": "",
      "actors/.hidden.js": "",
      "actors/counter.test.js": "",
      "actors/counter.d.ts": "",
      "plugins/_base/helper.js": "",
    },
  );

  expect(inspectPackage(tree)).toMatchObject({ components: [], problems: [] });
});

describe("code", () => {
  test("of another language is kept as unsupported, and the data beside it still loads", () => {
    const tree = packageOf(
      {},
      { "plugins/old/index.py": "", "domains/d/functions/f.py": "", "domains/d/schemas/s.json": "{}" },
    );

    const { components, problems } = inspectPackage(tree);

    expect(problems).toEqual([]);
    expect(components.map(({ kind, name, status }) => `${kind} ${name} ${status}`)).toEqual([
      "plugin old unsupported-code",
      "domain d ok",
      "schema d.s ok",
      "function d.f unsupported-code",
    ]);
  });

  test("in TypeScript is refused in a published package and found in a local folder", () => {
    const tree = packageOf({}, { "plugins/chat/index.ts": "" });

    expect(messagesOf(tree)).toEqual([
      "error plugins/chat/index.ts: The plugin `chat` is TypeScript, which no host can run from an installed package",
    ]);
    expect(inspectPackage(tree, { typescript: true })).toMatchObject({
      components: [{ kind: "plugin", name: "chat", path: "plugins/chat/index.ts", status: "ok" }],
      problems: [],
    });
  });

  test("in JavaScript stands for the TypeScript beside it", () => {
    const tree = packageOf({}, { "actors/a.ts": "", "actors/a.js": "" });

    expect(inspectPackage(tree, { typescript: true }).components.map(({ path }) => path)).toEqual(["actors/a.js"]);
    expect(inspectPackage(tree)).toMatchObject({ components: [{ path: "actors/a.js" }], problems: [] });
  });
});

test("every broken component is a problem that names the file, the place and the reason", () => {
  const tree = packageOf(
    {},
    {
      "plugins/empty/other.js": "",
      "plugins/bad.toml": "[plugin]\nname = \n",
      "plugins/nameless.toml": "[provides]\n",
      "domains/one/domain.yaml": "name: two\n",
      "domains/list/domain.yaml": "a: [1\n",
      "domains/list/schemas/s.json": "[]",
      "domains/list/schemas/t.json": "{",
      "actors/bad name.js": "",
      "actors/twin-a.js": "",
      "actors/twin_a.js": "",
    },
  );

  expect(messagesOf(tree).map((message) => message.replace(/(is not JSON: ).*/, "$1…"))).toMatchInlineSnapshot(`
    [
      "error plugins/empty: The plugin folder \`plugins/empty\` has no entry file",
      "error plugins/bad.toml: \`plugins/bad.toml\` is not TOML: line 2, column 8: invalid value",
      "error plugins/nameless.toml: \`plugins/nameless.toml\` has no name in its \`[plugin]\` table",
      "error domains/list/domain.yaml: \`domains/list/domain.yaml\` is not YAML: line 2, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]",
      "error domains/list/schemas/s.json: \`domains/list/schemas/s.json\` does not hold a schema, which is an object, or \`true\` or \`false\`",
      "error domains/list/schemas/t.json: \`domains/list/schemas/t.json\` is not JSON: …",
      "error domains/one/domain.yaml: \`domains/one/domain.yaml\` names the domain \`two\`, but its folder is \`one\`",
      "error actors/bad name.js: \`bad name\` cannot be the name of this actor",
      "error actors/twin_a.js: \`actors/twin_a.js\` and \`actors/twin-a.js\` are both the actor \`twin_a\`",
    ]
  `);
});

test("TOML and YAML that would exhaust the reader end as a problem", () => {
  const aliases = Array.from(
    { length: 12 },
    (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`,
  );
  const tree = packageOf(
    {},
    {
      "domains/deep/domain.yaml": "[".repeat(100_000),
      "domains/wide/domain.yaml": ["a0: &a0 [x]", ...aliases].join("\n"),
      "themes/deep.toml": `a = ${"[".repeat(100_000)}`,
    },
  );

  const { components, problems } = inspectPackage(tree);

  expect(components).toEqual([]);
  expect(problems.map(({ path }) => path)).toEqual([
    "domains/deep/domain.yaml",
    "domains/wide/domain.yaml",
    "themes/deep.toml",
  ]);
});

describe("package.json", () => {
  test("with an invalid larder field gives the field and the reason", () => {
    const tree = packageOf({
      requires: { "@acme/chat": "^^1", "capability:Mail": "*", "@acme/x": { version: 1 } },
      mode: "legacy",
      permissions: [{ resource: "db.**", efect: "deny" }],
      hooks: { "pre-start": "" },
      entry: "../outside.js",
    });

    expect(inspectPackage(tree).larder).toBeUndefined();
    expect(messagesOf(tree)).toMatchInlineSnapshot(`
      [
        "error package.json: \`larder.requires["@acme/chat"]\` is invalid: \`^^1\` is not a version range",
        "error package.json: \`larder.requires["capability:Mail"]\` is invalid: is neither a package name nor \`capability:<name>\`",
        "error package.json: \`larder.requires["@acme/x"]\` is invalid: \`version\`: Invalid input: expected string, received number",
        "error package.json: \`larder.mode\` is invalid: Invalid option: expected one of "trusted"|"sandboxed"",
        "error package.json: \`larder.permissions[0]\` is invalid: Unrecognized key: "efect"",
        "error package.json: \`larder.hooks["pre-start"]\` is invalid: Too small: expected string to have >=1 characters",
        "error package.json: \`larder.entry\` is invalid: must be a path inside the package, with forward slashes",
      ]
    `);
  });

  test("with a key that nobody knows gets a warning, and the rest is read", () => {
    const tree = packageOf({ requires: { "@acme/chat": "^1" }, colour: "red", limits: { memoryMb: 64, cores: 2 } });

    expect(inspectPackage(tree).larder).toEqual({ requires: { "@acme/chat": "^1" }, limits: { memoryMb: 64 } });
    expect(messagesOf(tree)).toEqual([
      "warning package.json: `larder.limits.cores` is not a field that Larder knows",
      "warning package.json: `larder.colour` is not a field that Larder knows",
    ]);
  });

  test("of a package with plugins should say which core it needs", () => {
    const tree = fileTreeOf({
      "package.json": JSON.stringify({ name: "chat", version: "1.0.0", larder: {} }),
      "plugins/chat/index.js": "",
    });

    expect(messagesOf(tree)).toEqual([
      "warning package.json: `engines.larder` is missing, so the package may be installed into a host that cannot run its plugins",
    ]);
  });

  test.each([
    ["no JSON", "{", /^error package\.json: `package\.json` is not JSON: /],
    ["no object", "[]", /does not hold an object$/],
    ["deep nesting", `{"larder":${'{"a":'.repeat(5000)}1${"}".repeat(5001)}`, /nested more than 64 levels deep$/],
    ["no name", '{"version":"1.0.0"}', /has no name$/],
    ["a bad name", '{"name":"../up","version":"1.0.0"}', /`\.\.\/up` is not a package name$/],
    ["a bad version", '{"name":"chat","version":"one"}', /`one` is not a version$/],
  ])("with %s is refused", (_title, text, reason) => {
    expect(messagesOf(fileTreeOf({ "package.json": text }))).toEqual([expect.stringMatching(reason)]);
  });

  test("may put a component folder elsewhere, or switch it off", () => {
    const tree = packageOf(
      { components: { actors: "api/", templates: false } },
      { "api/a.js": "", "templates/t.md": "" },
    );

    expect(inspectPackage(tree).components).toEqual([{ kind: "actor", name: "a", path: "api/a.js", status: "ok" }]);
  });

  test("may name a root plugin, which must be there", () => {
    const found = inspectPackage(packageOf({ entry: "./src/main.js" }, { "src/main.js": "" }));
    const missing = messagesOf(packageOf({ entry: "src/main.js" }));

    expect(found.components).toEqual([{ kind: "plugin", name: "metrics", path: "src/main.js", status: "ok" }]);
    expect(missing).toEqual(["error package.json: `larder.entry` names `src/main.js`, which is not in the package"]);
  });
});

describe("a package without a larder key", () => {
  test("is a library without components, whatever its folders are called", () => {
    const tree = fileTreeOf({
      "package.json": '{"name":"eslint-plugin-x","version":"1.0.0"}',
      "plugins/a/index.js": "",
      "templates/t.md": "",
    });

    expect(inspectPackage(tree)).toMatchObject({ dialect: "plain", larder: undefined, components: [], problems: [] });
  });

  test("that is meant for hosts, or holds another manifest, is told so", () => {
    const tree = fileTreeOf({
      "package.json": '{"name":"x","version":"1.0.0","peerDependencies":{"@larder/sdk":"^1"}}',
      "plugin.yaml": "execution_mode: trusted\n",
    });

    expect(messagesOf(tree)).toEqual([
      "warning package.json: The package is meant for hosts, but has no `larder` key, so it is read as a library",
      "warning package.json: The package also holds the manifest of a xcore package, which is not read",
    ]);
  });
});

describe("a nosh repository", () => {
  const files = {
    "README.md": "# Themes\n\nQuiet prompts.\n",
    "themes/calm.toml": '[prompt]\nformat = "{cwd}"\n',
    "plugins/battery.toml": '[plugin]\nname = "power"\n',
    "plugins/scripts/read.sh": "",
    "completions/git.toml": "[completions.git]\n",
    "actors/not-ours.js": "",
  };

  test("gets its name and version from outside, and a canonical package.json", () => {
    const { dialect, packageJson, components, problems } = inspectPackage(fileTreeOf(files), {
      identity: { name: "prompt-themes", version: "1.0.0" },
    });

    expect({ dialect, problems }).toEqual({ dialect: "nosh", problems: [] });
    expect(packageJson).toEqual({
      name: "prompt-themes",
      version: "1.0.0",
      description: "Quiet prompts.",
      files: ["themes/*.toml", "plugins/*.toml", "completions/*.toml"],
      larder: {},
    });
    expect(components.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "prompt-provider power",
      "theme calm",
      "completion git",
    ]);
  });

  test("without them says how to give them", () => {
    expect(inspectPackage(fileTreeOf(files)).problems).toEqual([
      expect.objectContaining({
        message: "The package has no name",
        hint: expect.stringContaining("larder publish --name"),
      }),
      expect.objectContaining({ message: "The package has no version" }),
    ]);
  });

  test("reads the same from the archive that its canonical package.json makes", () => {
    const seen = inspectPackage(fileTreeOf(files), { identity: { name: "prompt-themes", version: "1.0.0" } });
    const packed = Object.entries(files).filter(([path]) => path.split("/").length < 3 && !path.startsWith("actors/"));

    const again = inspectPackage(
      fileTreeOf({ ...Object.fromEntries(packed), "package.json": JSON.stringify(seen.packageJson) }),
    );

    expect(again).toEqual({ ...seen, dialect: "larder" });
  });
});

test.each([
  ["package.toml", '[source]\nname = "x"\n', "threebot"],
  ["package.toml", 'name = "x"\n', "js-sdk"],
  ["windflow-plugin.yml", "name: x\n", "windflow"],
  ["plugin.yml", "kind: Plugin\n", "windflow"],
  ["plugin.yaml", "hooks: {}\n", "windflow"],
  ["plugin.yaml", "execution_mode: sandboxed\n", "xcore"],
  ["plugin.yaml", "entry_point: x:register\n", "hottopoteto"],
  ["manifest.json", '{"entry_points":{"link_handlers":[]}}', "hottopoteto"],
])("%s (%s) is recognised as %s, and said to be unsupported", (path, text, dialect) => {
  const inspection = inspectPackage(fileTreeOf({ [path]: text }));

  expect(inspection.dialect).toBe(dialect);
  expect(inspection.problems).toEqual([expect.objectContaining({ severity: "error", path })]);
  expect(inspection.problems[0]?.message).toContain("is not supported yet");
});

test("a folder that is no package at all is refused", () => {
  expect(messagesOf(fileTreeOf({ "notes.txt": "" }))).toEqual([
    "error package.json: There is no `package.json`, and no file of another package format",
  ]);
});
