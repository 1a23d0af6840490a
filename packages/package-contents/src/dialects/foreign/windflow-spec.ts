import type { Problem } from "../../component.ts";
import type { Translation } from "./canonical-package.ts";
import { identityOf, problem } from "./foreign-identity.ts";
import { isKeys, type Keys, keysAt, listAt, otherKeys, present, textAt, truthAt } from "./foreign-keys.ts";
import { engineOf, readNames, relationOf, requiresOf } from "./foreign-relations.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";
import { windflow } from "./windflow-plugin.ts";

const known = [
  "name",
  "version",
  "display_name",
  "description",
  "author",
  "license",
  "tags",
  "homepage",
  "windflow_version",
  "dependencies",
  "provides",
  "config",
  "compose_file",
  "hooks",
];

/** A Windflow plugin as its marketplace has it: `windflow-plugin.yml`. */
export const windflowSpecDialect = manifestDialect({
  name: "windflow",
  files: ["windflow-plugin.yml", "windflow-plugin.yaml"],
  fits: () => true,
  translate,
});

function translate({ path, keys }: ManifestSource): Translation {
  const dependencies = keysAt(keys, "dependencies");
  const required = readNames(path, "dependencies.requires", dependencies["requires"]);
  const optional = readNames(path, "dependencies.optional", dependencies["optional"]);
  const conflicts = readNames(path, "dependencies.conflicts", dependencies["conflicts"]);
  const provided = readNames(path, "provides", keys["provides"]);
  const engine = engineOf(path, textAt(keys, "windflow_version"), windflow);
  const identity = identityOf(path, { name: textAt(keys, "name"), title: textAt(keys, "display_name") }, keys);
  const version = identity.version ?? "0.0.0";
  const names = [...required.names, ...optional.names.map((named) => ({ ...named, isOptional: true }))];
  const own = [textAt(keys, "name") ?? [], ...provided.names.map(({ name }) => name)].flat();
  const config = readFields(path, listAt(keys, "config"));
  const compose = textAt(keys, "compose_file");
  return {
    identity,
    fields: {
      ...present({ description: textAt(keys, "description"), author: textAt(keys, "author") }),
      ...present({ license: textAt(keys, "license"), homepage: textAt(keys, "homepage") }),
      keywords: listAt(keys, "tags").length === 0 ? undefined : listAt(keys, "tags"),
    },
    engine: engine.engine,
    larder: present({
      requires: names.length === 0 ? undefined : requiresOf(names),
      provides: own.length === 0 ? undefined : Object.fromEntries(own.map((name) => [relationOf(name), version])),
      conflicts:
        conflicts.names.length === 0
          ? undefined
          : Object.fromEntries(conflicts.names.map(({ name, range }) => [relationOf(name), range])),
      config: config.schema === undefined ? undefined : { schema: config.schema },
      hooks: keys["hooks"],
      deploy: compose === undefined ? undefined : { runtimes: [{ name: "compose", composeTemplate: compose }] },
      ...extraOf(otherKeys(keys, known)),
    }),
    problems: [required, optional, conflicts, provided, engine, config].flatMap(({ problems }) => problems),
  };
}

const types: { readonly [type: string]: Keys } = {
  string: { type: "string" },
  multiline: { type: "string", "x-multiline": true },
  password: { type: "string", "x-secret": true },
  boolean: { type: "boolean" },
  integer: { type: "integer" },
  number: { type: "number" },
  select: {},
};

/** Returns the fields of a form as one JSON Schema. */
function readFields(
  path: string,
  fields: readonly unknown[],
): { readonly schema: Keys | undefined; readonly problems: readonly Problem[] } {
  if (fields.length === 0) return { schema: undefined, problems: [] };
  const read = fields.map((field, place) => readField(path, isKeys(field) ? field : {}, place));
  const properties = read.flatMap((one) => ("schema" in one ? [[one.name, one.schema] as const] : []));
  const required = read.flatMap((one) => ("schema" in one && one.isRequired ? [one.name] : []));
  const schema = {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
  return { schema, problems: read.flatMap((one) => ("problem" in one ? [one.problem] : [])) };
}

type Field = { readonly name: string; readonly schema: Keys; readonly isRequired: boolean };

function readField(path: string, field: Keys, place: number): Field | { readonly problem: Problem } {
  const name = textAt(field, "name") ?? textAt(field, "key");
  const type = textAt(field, "type") ?? "string";
  const shape = types[type];
  if (name === undefined || shape === undefined) {
    const what =
      name === undefined
        ? `entry ${place + 1} of \`config\` has no name`
        : `\`config.${name}\` has the type \`${type}\``;
    const hint = `A field has a \`name\`, and one of the types ${Object.keys(types).join(", ")}`;
    return { problem: problem("error", path, `In \`${path}\`, ${what}`, hint) };
  }
  const options = listAt(field, "options").map((option) => (isKeys(option) ? option["value"] : option));
  const schema = present({
    ...shape,
    title: textAt(field, "label"),
    description: textAt(field, "description"),
    default: field["default"],
    pattern: textAt(field, "validation"),
    enum: options.length === 0 ? undefined : options,
    "x-generate": field["generate"],
    "x-visible-if": field["visible_if"],
  });
  return { name, schema, isRequired: truthAt(field, "required") ?? false };
}
