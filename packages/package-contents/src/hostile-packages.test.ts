import { anything, assert, constantFrom, dictionary, jsonValue, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";

import { fileTreeOf } from "./file-tree.ts";
import { inspectPackage } from "./inspect-package.ts";
import { relationsOf } from "./manifest/relations.ts";
import { messagesOf, packageOf } from "./testing/packages.ts";

const fields = ["requires", "provides", "conflicts", "permissions", "env", "hooks", "limits", "components", "routes"];

test("whatever stands under the larder key is read or refused with a problem", () => {
  const larder = oneof(jsonValue(), dictionary(constantFrom(...fields, "__proto__", "mode", "entry"), jsonValue()));

  assert(
    property(larder, (value) => {
      const { larder: manifest, problems } = inspectPackage(packageOf(value));
      const isRefused = problems.some(({ severity }) => severity === "error");
      expect(manifest !== undefined || isRefused).toBe(true);
      expect(() => relationsOf({ larder: value as never })).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

test("whatever files a package has, under whatever names, it is inspected without a throw", () => {
  const folder = constantFrom("plugins/", "domains/d/", "domains/d/schemas/", "themes/", "models/", "recipes/", "");
  const extension = constantFrom(".js", ".ts", ".toml", ".yaml", ".json", ".py", "");
  const path = string({ maxLength: 20 }).chain((name) =>
    folder.chain((start) => extension.map((end) => `${start}${name}${end}`)),
  );

  assert(
    property(
      dictionary(
        path,
        oneof(
          string(),
          jsonValue().map((value) => JSON.stringify(value)),
        ),
      ),
      (files) => {
        const tree = fileTreeOf({ ...files, "package.json": '{"name":"a","version":"1.0.0","larder":{}}' });
        const { components } = inspectPackage(tree);
        expect(components.every(({ path: found }) => tree.files.some((file) => file.path.startsWith(found)))).toBe(
          true,
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("names that JavaScript gives a meaning are only names", () => {
  const tree = packageOf(
    JSON.parse('{"__proto__":{"mode":"trusted"},"components":{"__proto__":"x"},"constructor":1}'),
    { "domains/__proto__/schemas/s.json": "{}", "actors/constructor.js": "", "actors/toString.js": "" },
  );

  expect(messagesOf(tree).filter((message) => message.startsWith("error"))).toEqual([]);
  expect(inspectPackage(tree).components.map(({ name }) => name)).toEqual(["constructor", "toString"]);
  expect(({} as { mode?: string }).mode).toBeUndefined();
});

test("a value of any kind in place of a file's data is a problem, not a throw", () => {
  assert(
    property(anything(), (value) => {
      const text = JSON.stringify(value) ?? "";
      const tree = packageOf({}, { "domains/d/domain.yaml": text, "models/m.yaml": text, "recipes/r.json": text });
      expect(() => inspectPackage(tree)).not.toThrow();
    }),
  );
});

test.each([
  { path: "plugin.yaml", files: { "plugin.yaml": "name: ping\nversion: 1.0.0\ncolour: &c { again: *c }\n" } },
  { path: "domains/d/schemas/s.yaml", files: { "domains/d/schemas/s.yaml": "type: object\nx: &x\n  y: *x\n" } },
])("a value in $path that holds itself is a problem, not a throw", ({ path, files }) => {
  const tree = path === "plugin.yaml" ? fileTreeOf(files) : packageOf({}, files);

  expect(messagesOf(tree)).toContain(`error ${path}: \`${path}\` refers to itself`);
});
