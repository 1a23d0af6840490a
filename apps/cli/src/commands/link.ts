import { defineCommand, optionalArgument } from "../command.ts";
import { linkProvided } from "../creating/link-provided.ts";
import { packageDirectory } from "../publishing/inspect-directory.ts";

export const command = defineCommand({
  description:
    "A host gives packages its own copy of `@larder/sdk`; nothing of it is installed. This links the copy of this program, and the test kit, into the `node_modules` of a package, so that editors and tests find them. `larder create` does the same.",
  arguments: { directory: optionalArgument("directory", "the folder of a package (default: this one)") },
  options: {},
  examples: [{ command: "larder link", does: "after a clone, or after `npm install` took the links away" }],
  run: async (context, { directory = "." }) => {
    const path = packageDirectory(context.cwd, directory);
    return { directory: path, linked: await linkProvided(path) };
  },
  view: ({ directory, linked }, style) =>
    `Linked ${linked.map((name) => style.name(name)).join(" and ")} into ${directory}`,
});
