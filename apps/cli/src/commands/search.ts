import type { SearchResults } from "@larder/registry-client";

import { defineCommand, optionalArgument, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { count, type Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";
import { openClient, registryOptions } from "../registry-access/open-client.ts";
import { searchRegistry } from "../registry-access/search-registry.ts";

const sizeMax = 250;

export const command = defineCommand({
  description: "What is left out does not narrow the search. Several words must all fit.",
  arguments: {
    text: optionalArgument("text", "words in the name, the description, the keywords or the names of components"),
  },
  options: {
    domain: text("--domain <name>", "only packages that contribute to this domain"),
    plugin: text("--plugin <name>", "only packages with this plugin"),
    kind: text("--kind <kind>", "only packages with a component of this kind, such as theme"),
    size: text("--size <number>", "how many hits at most (default: 20)"),
    ...registryOptions,
  },
  examples: [
    { command: "larder search --domain metrics", does: "packages that have something about metrics" },
    { command: "larder search chart --kind plugin --json", does: "plugins for charts, as JSON" },
  ],
  run: async (context, input) => {
    const client = await openClient(context, input);
    return await searchRegistry(client, {
      size: parseSize(input.size),
      ...(input.text !== undefined && { text: input.text }),
      ...(input.domain !== undefined && { domain: input.domain }),
      ...(input.plugin !== undefined && { plugin: input.plugin }),
      ...(input.kind !== undefined && { kind: input.kind }),
    });
  },
  view: viewHits,
});

function parseSize(size = "20"): number {
  const number = Number(size);
  if (Number.isInteger(number) && number >= 1 && number <= sizeMax) return number;
  throw new UsageError(`\`--size ${size}\` is not a number from 1 to ${sizeMax}`);
}

function viewHits({ hits, total }: SearchResults, style: Style): string {
  if (hits.length === 0) return "Nothing fits; try fewer words";
  const blocks = hits.map((hit) =>
    [
      `${style.name(hit.name)} ${style.dim(hit.version)}`,
      ...(hit.description === null ? [] : [`  ${visible(hit.description)}`]),
      ...hit.matched.map(({ kind, name, path }) => `  ${kind} ${style.bold(name)} ${style.dim(path)}`),
    ].join("\n"),
  );
  const more =
    total > hits.length ? [style.dim(`${hits.length} of ${count(total, "package")}; --size shows more`)] : [];
  return [...blocks, ...more].join("\n\n");
}
