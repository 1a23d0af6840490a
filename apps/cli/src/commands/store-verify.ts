import { openStore, type StoreVerification } from "@larder/store";

import { defineCommand, flag } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { columns, count, formatBytes, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Compares every byte with what was unpacked. It ends with exit code 6 when something is damaged and was not repaired.",
  arguments: {},
  options: { repair: flag("--repair", "remove what is damaged; the next install makes it again") },
  examples: [
    { command: "larder store verify", does: "after a power cut, or when a disk is in doubt" },
    { command: "larder store verify --repair", does: "and removes what is damaged" },
  ],
  run: async ({ environment, progress }, { repair }) => {
    const store = openStore(environment.storeDirectory);
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void =>
      progress.status(`read ${done}/${count(total, "instance")}`);
    return { directory: store.directory, ...(await store.verify({ repair, onProgress })) };
  },
  failure: ({ damaged, repaired }) =>
    damaged.length === 0 || repaired
      ? undefined
      : {
          exitCode: exitCodes.refused,
          error: {
            code: "EINTEGRITY",
            summary: `${count(damaged.length, "instance")} of the store ${damaged.length === 1 ? "is" : "are"} damaged`,
            hint: "Remove what is damaged with `larder store verify --repair`",
          },
        },
  view: viewVerification,
});

function viewVerification({ instances, files, bytes, damaged, repaired }: StoreVerification, style: Style): string {
  const read = `${count(instances, "instance")}, ${count(files, "file")}, ${formatBytes(bytes)}`;
  if (damaged.length === 0) return `The store is whole: ${read}`;
  return [
    columns(damaged.map((entry) => [style.bad("✗"), entry.package, entry.reason, style.dim(entry.path)])),
    `${count(damaged.length, "instance")} of ${read} ${damaged.length === 1 ? "is" : "are"} damaged`,
    repaired
      ? "  They were removed; `larder install` in a host makes them again"
      : `  ${style.good("next:")} larder store verify --repair`,
  ].join("\n");
}
