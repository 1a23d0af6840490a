import { type ClientKind, type ClientName, clientNames, kindOf, versionOfClient } from "../../support/npm-clients.ts";
import type { Row } from "./row.ts";

const titles: { readonly [kind in ClientKind]: string } = {
  npm: "npm",
  pnpm: "pnpm",
  yarn: "Yarn",
  "yarn-1": "Yarn",
  bun: "Bun",
};

/** The table of `docs/package-managers.md`: what each package manager has, is proven with, and cannot do. */
export function formatTable(rows: readonly Row[]): string {
  const reasons: string[] = [];
  const cell = ({ by, cannot }: Row, name: ClientName): string => {
    if (by[name] !== undefined) return "✔";
    const reason = cannot?.[name];
    if (reason === undefined) return "";
    if (!reasons.includes(reason)) reasons.push(reason);
    return `– [^${reasons.indexOf(reason) + 1}]`;
  };
  const body = rows.map((row) => [row.command, row.requests, ...clientNames.map((name) => cell(row, name))]);
  const total = (count: (row: Row, name: ClientName) => boolean): string[] =>
    clientNames.map((name) => String(rows.filter((row) => count(row, name)).length));
  const totals = [
    ["**proven**", "", ...total(({ by }, name) => by[name] !== undefined)],
    [
      "**not in this package manager**",
      "",
      ...total(({ by, cannot }, name) => by[name] === undefined && cannot?.[name] === undefined),
    ],
    ["**broken in this package manager**", "", ...total(({ cannot }, name) => cannot?.[name] !== undefined)],
  ];
  const head = [
    "command",
    "what it sends",
    ...clientNames.map((name) => `${titles[kindOf(name)]} ${versionOfClient(name)}`),
  ];
  return [
    `${[head, head.map(() => "---"), ...body, ...totals].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`,
    reasons.map((reason, place) => `[^${place + 1}]: ${reason}\n`).join(""),
  ].join("\n");
}
