import { parsePackageSpec } from "@larder/package-spec";
import { ExpectedError } from "@larder/errors";
import type { PackageDetail, RegistryClient } from "@larder/registry-client";

import { argument, defineCommand } from "../command.ts";
import { columns, count, type Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";
import { openClient, registryOptions } from "../registry-access/open-client.ts";
import { searchRegistry } from "../registry-access/search-registry.ts";

export const command = defineCommand({
  arguments: { package: argument("package", "its name; with `@1.2.3` or `@next` that version") },
  options: registryOptions,
  examples: [
    { command: "larder info @examples/analytics", does: "its latest version, and what is inside" },
    { command: "larder info @examples/analytics@1.0.0 --json", does: "one version, as JSON" },
  ],
  run: async (context, input) => {
    const client = await openClient(context, input);
    return await getPackage(client, input.package);
  },
  view: viewPackage,
});

async function getPackage(client: RegistryClient, text: string): Promise<PackageDetail> {
  const { name, wanted } = parsePackageSpec(text);
  const latest = await client.findPackage(name);
  if (latest === undefined) {
    // A registry that is no Larder knows no package at all; searching tells.
    await searchRegistry(client, { size: 1 });
    throw new UnknownPackageError(name, client.url);
  }
  if (wanted.type === "range" && wanted.range === "*") return latest;

  const version = latest.versions.find((candidate) =>
    wanted.type === "tag"
      ? candidate.version === latest.distTags[wanted.tag]
      : candidate.version === text.slice(name.length + 1),
  )?.version;
  if (version === undefined) throw new UnknownVersionError(text, name, client.url);
  return (await client.findPackage(name, version)) ?? latest;
}

class UnknownPackageError extends ExpectedError {
  readonly code = "E404";

  constructor(name: string, registry: string) {
    super(`Package \`${name}\` does not exist in \`${registry}\``, {
      hint: `Run \`larder search ${name.split("/").at(-1)} --registry ${registry}\``,
    });
  }
}

class UnknownVersionError extends ExpectedError {
  readonly code = "E404";

  constructor(text: string, name: string, registry: string) {
    super(`\`${text}\` is neither a version nor a tag of \`${name}\``, {
      hint: `Run \`larder info ${name} --registry ${registry}\` to see its versions and tags`,
    });
  }
}

function viewPackage(detail: PackageDetail, style: Style): string {
  const facts = [
    ["license", detail.license ?? "not said"],
    ["maintainers", detail.maintainers.join(", ") || "nobody"],
    ["tags", formatMap(detail.distTags)],
    [
      "versions",
      detail.versions
        .map(({ version }) => version)
        .slice(0, 10)
        .join(", "),
    ],
    ["requires", formatMap(detail.requires)],
    ["provides", formatMap(detail.provides)],
    ["dependencies", formatMap(detail.dependencies)],
  ].filter(([, value]) => value !== "");
  return [
    `${style.bold(style.name(detail.name))} ${detail.version}`,
    ...(detail.description === null ? [] : [visible(detail.description)]),
    "",
    columns(facts.map(([name = "", value = ""]) => [style.dim(name.padEnd(12)), visible(value)])),
    "",
    viewComponents(detail, style),
  ].join("\n");
}

function viewComponents({ components }: PackageDetail, style: Style): string {
  if (components.length === 0) return "It has no components for a host";
  const rows = components.map(({ kind, name, path, status }) => [
    `  ${kind}`,
    name,
    style.dim(path),
    status === "ok" ? "" : style.warn("code that cannot run here"),
  ]);
  return `${count(components.length, "component")}\n${columns(rows)}`;
}

function formatMap(map: { readonly [name: string]: string }): string {
  return Object.entries(map)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
