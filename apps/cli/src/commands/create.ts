import { relative, resolve } from "node:path";

import { argument, defineCommand, flag, text } from "../command.ts";
import { createPackage, nextSteps } from "../creating/create-package.ts";
import { planParts } from "../creating/package-plan.ts";
import { newNameOf } from "../creating/slug.ts";

export const command = defineCommand({
  description:
    "The folder is called like the package, without its scope. Without any of the options below, the package has one plugin, called like itself. Several names go with commas between them.",
  arguments: { name: argument("name", "the new package: `notes`, or with a scope `@acme/notes`") },
  options: {
    plugin: text("--plugin <names>", "code with actions, a link, an event and a route"),
    domain: text("--domain <names>", "an area with a schema and a function"),
    actor: text("--actor <names>", "methods at the package's own URL"),
    service: text("--service <names>", "work that is done again and again"),
    model: text("--model <names>", "the shape of records, as data: a host lists it, and keeps no records by it yet"),
    flow: text("--flow <names>", "steps in an order, as data: a host lists it, and does not run it yet"),
    theme: text("--theme <names>", "the look of a shell's prompt"),
    completion: text("--completion <names>", "what a shell completes after a command"),
    typescript: flag("--typescript", "write code as TypeScript, which is built before it is published"),
    directory: text("--directory <directory>", "where to make it, instead of a folder called like it"),
  },
  examples: [
    { command: "larder create @acme/notes", does: "a package with one plugin" },
    { command: "larder create @acme/words --domain linguistics --actor words --typescript", does: "in TypeScript" },
  ],
  run: async (context, input) => {
    const identity = newNameOf(input.name);
    if (identity.changed)
      context.warn(`The package is called \`${identity.name}\`: names are lower case, without blanks`);
    const parts = planParts(input, identity.bare);
    const plan = { identity, parts, language: input.typescript ? "typescript" : "javascript" } as const;
    const directory = resolve(context.cwd, input.directory ?? identity.bare);
    const creating = createPackage(directory, plan, context.lifetime.signal);
    // Who interrupts it waits until nothing is left of it.
    context.lifetime.onEnd(() => creating.then(ignore, ignore));
    const { files, linked } = await creating;
    const next = nextSteps(relative(context.cwd, directory) || ".", plan);
    return { directory, name: identity.name, title: identity.title, parts, files, linked, next };
  },
  view: ({ directory, name, files, next }, style) =>
    [
      `Made ${style.name(name)} in ${directory}`,
      ...files.map((file) => `  ${style.dim(file)}`),
      style.good("Next:"),
      ...next.map((step) => `  ${step}`),
    ].join("\n"),
});

function ignore(): void {
  // Told by the command itself.
}
