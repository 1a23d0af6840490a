import type { Problem } from "../component.ts";
import type { FileTree } from "../file-tree.ts";
import { hottopotetoDialect, olderHottopotetoDialect } from "./foreign/hottopoteto.ts";
import { jsSdkDialect } from "./foreign/js-sdk.ts";
import type { ForeignDialect } from "./foreign/manifest-dialect.ts";
import { threebotDialect } from "./foreign/threebot.ts";
import { windflowKindDialect } from "./foreign/windflow-kind.ts";
import { windflowDialect } from "./foreign/windflow-plugin.ts";
import { windflowSpecDialect } from "./foreign/windflow-spec.ts";
import { xcoreDialect } from "./foreign/xcore.ts";

/** The formats of other systems that have a manifest: first hit wins. */
export const foreignDialects: readonly ForeignDialect[] = [
  threebotDialect,
  jsSdkDialect,
  windflowSpecDialect,
  windflowKindDialect,
  windflowDialect,
  hottopotetoDialect,
  xcoreDialect,
  olderHottopotetoDialect,
];

/** Returns a warning for each manifest of `tree` in another file than the one that was read. */
export function findOtherManifests(tree: FileTree, read: ForeignDialect): readonly Problem[] {
  const file = read.fileIn(tree);
  const others = foreignDialects.flatMap((dialect) => {
    const other = dialect === read ? undefined : dialect.fileIn(tree);
    return other === undefined || other === file ? [] : [{ other, name: dialect.name }];
  });
  const first = others.filter(({ other }, place) => others.findIndex((one) => one.other === other) === place);
  return first.map(({ other, name }) => ({
    severity: "warning",
    path: other,
    message: `The package also holds the manifest of a ${name} package, which is not read: \`${file}\` is`,
    hint: "Remove one of them, or write a `package.json` with a `larder` key",
  }));
}
