import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Rolldown } from "tsdown";

type Manifest = { readonly name?: string; readonly version?: string; readonly license?: string };

/**
 * A plugin that writes `THIRD-PARTY-NOTICES.md` beside what was built: whose code was copied into it, and under which
 * license. A package that states none, or keeps no text of it, ends the build.
 */
export function bundledLicenses(): Rolldown.Plugin {
  return {
    name: "bundled-licenses",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
      const folders = new Set(modules.filter((id) => id.includes("/node_modules/")).map(packageFolderOf));
      const notices = [...folders].map(noticeOf).toSorted();
      const heading = "# What of others is in this program\n";
      this.emitFile({
        type: "asset",
        fileName: "THIRD-PARTY-NOTICES.md",
        source: [heading, ...new Set(notices)].join("\n"),
      });
    },
  };
}

/** The folder that the package of a module was unpacked to; a folder inside of it may have a `package.json`, too. */
function packageFolderOf(moduleId: string): string {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(moduleId)?.[0];
  if (folder === undefined) throw new Error(`${moduleId} is in no package`);
  return folder;
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const file = readdirSync(folder).find((entry) => /^(licen[sc]e|copying)(\.|$)/i.test(entry));
  if (license === undefined || file === undefined) throw new Error(`${name} in ${folder} has no license`);
  const text = readFileSync(join(folder, file), "utf8").trim();
  return `## ${name} ${version} (${license})\n\n${text.replaceAll(/^/gm, "    ")}\n`;
}
