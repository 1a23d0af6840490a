import type { System } from "./capability.ts";
import { isProved, type Proof, proveSystem, type RanTest } from "./proofs.ts";

const introduction = `# What Larder does of the systems that it continues

Each line is something that one could do in Hottopoteto, ThreeBot, XCore, nosh or Windflow, and the tests that do it
here. \`npm run compatibility\` runs those tests and writes this page: what no test proves says so.
`;

/** Returns the page about `systems`, given the tests that ran. The same tests give the same page. */
export function formatPage(systems: readonly System[], tests: readonly RanTest[]): string {
  const sections = systems.map((system) => ({ system, proofs: proveSystem(system, tests) }));
  const totals = sections.map(({ system, proofs }) => `| ${system.name} | ${formatTotals(proofs)} |`);
  const all = sections.flatMap(({ proofs }) => proofs);
  return [
    introduction,
    "| system | proved | asked for | left out |\n| --- | --- | --- | --- |",
    ...totals,
    `| all | ${formatTotals(all)} |`,
    ...sections.map(({ system, proofs }) => formatSection(system, proofs)),
    "",
  ].join("\n");
}

function formatTotals(proofs: readonly Proof[]): string {
  const asked = proofs.filter(({ leftOut }) => leftOut === undefined);
  return `${asked.filter(isProved).length} | ${asked.length} | ${proofs.length - asked.length}`;
}

function formatSection(system: System, proofs: readonly Proof[]): string {
  const rows = proofs.map((proof) => `| ${proof.id} | ${escapeCell(proof.words)} | ${formatProof(proof)} |`);
  return [`\n## ${system.name}\n`, "| id | capability | proved by |\n| --- | --- | --- |", ...rows].join("\n");
}

function formatProof(proof: Proof): string {
  if (proof.leftOut !== undefined) return `left out: ${escapeCell(proof.leftOut)}`;
  if (proof.failed.length > 0) return `**fails:** ${proof.failed.map(formatTest).join("<br>")}`;
  if (proof.passed.length === 0) return "**no test**";
  return proof.passed.map(formatTest).join("<br>");
}

/** The ids stand in the table already, so the title goes without them. */
function formatTest({ file, title }: RanTest): string {
  const words = title.replaceAll(/\[[A-Z]+\d+\]\s*/g, "");
  return `${escapeCell(words)} (\`${file}\`)`;
}

function escapeCell(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}
