import { expect, test } from "vitest";

import { fileTreeOf } from "../../file-tree.ts";
import { inspectPackage } from "../../inspect-package.ts";
import { messagesOf } from "../../testing/packages.ts";
import { todo } from "../../testing/foreign-packages.ts";

const namesOf = (files: { readonly [path: string]: string }): readonly string[] =>
  inspectPackage(fileTreeOf(files)).components.map(({ kind, name, status }) => `${kind} ${name} ${status}`);

test("[T1] [T2] [T3] [T28] a ThreeBot package keeps its author, its store and its data; its Python is kept as code of another language", () => {
  const { dialect, packageJson, problems } = inspectPackage(fileTreeOf(todo));

  expect({ dialect, problems: problems.map(({ severity, message }) => [severity, message]) }).toEqual({
    dialect: "threebot",
    problems: [["warning", "The version `1.0` is `1.0.0` here"]],
  });
  expect(packageJson).toEqual({
    name: "@threebot/todo_list",
    version: "1.0.0",
    description: "Things to do",
    author: "threebot",
    type: "module",
    engines: { larder: "^1.0.0" },
    larder: {
      models: { crud: false, store: "todo" },
      entry: "package.py",
      extra: { actor: { namespace: "todo" }, bcdbs: [{ name: "todo", type: "sqlite" }] },
    },
  });
  expect(namesOf(todo)).toEqual([
    "plugin todo_list unsupported-code",
    "actor todo unsupported-code",
    "model todo ok",
    "wiki wiki ok",
    "frontend frontend ok",
  ]);
});

test("[T1] a class that only names its base is no code that is missed, and a port of it takes its place", () => {
  const empty = {
    ...todo,
    "package.py": "from Jumpscale import j\n\nclass Package(j.baseclasses.threebot_package):\n    pass\n",
  };
  const ported = { ...todo, "package.js": "export default {};" };

  expect(namesOf(empty)).not.toContain("plugin todo_list unsupported-code");
  expect(namesOf(ported)).toContain("plugin todo_list ok");
});

test("[T2] a ThreeBot package without its author, with a dot in its name or with two databases is refused", () => {
  const text = '[source]\nname = "a.b"\n[[bcdbs]]\nname = "one"\n[[bcdbs]]\nname = "two"\n[other]\n';

  expect(messagesOf(fileTreeOf({ "package.toml": text }))).toEqual(
    expect.arrayContaining([
      "error package.toml: The name `a.b` has a dot, which stands between author and package",
      "error package.toml: `package.toml` has no `threebot`, the author of the package",
      "error package.toml: `package.toml` names 2 databases; a package has one",
    ]),
  );
});

test("[T15] a flat package.toml says where its folders are, what is served and what is asked of other servers", () => {
  const text = `name = "admin"
version = "1.2.0"
ui_name = "Administration"
is_admin = true
actors_dir = "api"
frontend = "dist"
ports = [8080]
[[static_dirs]]
path_url = "assets"
path_location = "public"
spa = true
[[static_dirs]]
path_url = "/etc"
path_location = "/etc"
absolute_path = true
[[servers]]
[[servers.locations]]
type = "websocket"
path_url = "/shell"
host = "127.0.0.1"
port = 7000
[[bottle_servers]]
name = "main"
`;
  const { packageJson, problems, dialect } = inspectPackage(fileTreeOf({ "package.toml": text, "api/users.js": "" }));

  expect(dialect).toBe("js-sdk");
  expect(packageJson["larder"]).toEqual({
    title: "Administration",
    components: { actors: "api", frontend: "dist" },
    routes: [
      { type: "spa", path: "/assets", directory: "public", admin: true },
      { type: "proxy", path: "/shell", target: "http://127.0.0.1:7000", websocket: true, admin: true },
    ],
    extra: { ports: [8080], bottle_servers: [{ name: "main" }], is_admin: true },
  });
  expect(problems.map(({ message }) => message)).toEqual([
    "The folder `/etc` for `/etc` lies outside of the package, so it is not served",
    "`bottle_servers` are programs of another language, which no host here runs",
  ]);
});
