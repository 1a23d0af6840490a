import { describe, expect, test } from "vitest";

import { fileTreeOf } from "./file-tree.ts";
import { inspectPackage } from "./inspect-package.ts";
import { messagesOf, packageOf } from "./testing/packages.ts";

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

test("a folder that is no package at all is refused", () => {
  expect(messagesOf(fileTreeOf({ "notes.txt": "" }))).toEqual([
    "error package.json: There is no `package.json`, and no file of another package format",
  ]);
});
