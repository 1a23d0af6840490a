import { defineCommand, flag, optionalArgument, text, textWithFallback } from "../command.ts";
import { NeedAuthError } from "../errors.ts";
import { columns, count, formatBytes, type Style } from "../output/style.ts";
import { type Publication, publishDirectory } from "../publishing/publish-directory.ts";
import { openClient, registryOptions } from "../registry-access/open-client.ts";

export const command = defineCommand({
  description:
    "For every folder that is a package, also in a format without a package.json: the canonical one is written into the archive. For a package with a package.json, `pnpm publish` does as well.",
  arguments: { directory: optionalArgument("directory", "the folder of a package (default: this one)") },
  options: {
    name: text("--name <name>", "its name, when its files do not say one"),
    version: text("--version <version>", "its version, when its files do not say one"),
    tag: textWithFallback("--tag <tag>", "the dist-tag that will point at it", "latest"),
    dryRun: flag("--dry-run", "check and pack, and send nothing"),
    ...registryOptions,
  },
  examples: [
    { command: "larder publish", does: "the package in this folder" },
    { command: "larder publish themes --name prompt-themes --version 1.0.0", does: "a folder without a manifest" },
    { command: "larder publish --dry-run --json", does: "the list of files that would be published" },
  ],
  run: async (context, input) => {
    const client = await openClient(context, input);
    if (!client.hasToken && !input.dryRun) throw new NeedAuthError(client.url);
    const { directory = ".", tag, dryRun, name, version } = input;
    context.progress.status(`packing ${directory}`);
    const identity = { ...(name !== undefined && { name }), ...(version !== undefined && { version }) };
    return await publishDirectory({ cwd: context.cwd, directory, identity, client, tag, dryRun, warn: context.warn });
  },
  view: viewPublication,
});

function viewPublication(publication: Publication, style: Style): string {
  const { name, version, tag, registry, created, dryRun, size, files } = publication;
  const what = style.name(`${name}@${version}`);
  const sentence = dryRun
    ? `Would publish ${what} as ${tag} to ${registry}`
    : created
      ? `Published ${what} as ${tag} to ${registry}`
      : `${what} was published before, with the same bytes`;
  const list = columns(files.map((file) => [`  ${formatBytes(file.size).padStart(9)}`, file.path]));
  return `${list}\n${sentence} (${count(files.length, "file")}, ${formatBytes(size)})`;
}
