import semver from "semver";

/** A range as npm writes it, or where and why a text is none. */
export type ForeignRange = { readonly range: string } | { readonly position: number; readonly part: string };

const condition = /^(>=|<=|==|!=|~=|>|<|=|\^|~)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:[-+][0-9A-Za-z.-]+)?)(\+?)$/;

/**
 * Reads a range of any of the systems: npm's, conditions with commas that must all hold (`>=2.0,<3.0`), `==`, `~=`,
 * `!=` and a trailing `+` (`3.8+`). A bare version is that version alone.
 */
export function readForeignRange(text: string): ForeignRange {
  if (/^\s*(?:\*|latest|any)?\s*$/i.test(text)) return { range: "*" };
  let alternatives: readonly string[] = [""];
  let position = 0;
  for (const piece of text.split(",")) {
    const part = piece.trim();
    const means = readCondition(part);
    if (means === undefined) return npmRange(text) ?? { position: position + piece.indexOf(part), part };
    alternatives = alternatives.flatMap((so) => means.map((further) => `${so} ${further}`.trim()));
    position += piece.length + 1;
  }
  return { range: alternatives.join(" || ") };
}

function npmRange(text: string): ForeignRange | undefined {
  return !text.includes(",") && semver.validRange(text) !== null ? { range: text.trim() } : undefined;
}

type Groups = readonly [operator: string | undefined, string, string | undefined, string | undefined, string, string];
type Parts = { readonly major: number; readonly minor: number | undefined; readonly version: string };

/** What each operator means; a version without one is that version alone. */
const operators: { readonly [operator: string]: (parts: Parts) => readonly string[] } = {
  "": ({ version }) => [version],
  "=": ({ version }) => [version],
  "==": ({ version }) => [version],
  "!=": ({ version }) => [`<${version}`, `>${version}`],
  // The last part that is written may rise: `~=2.1` is any 2 from 2.1 on, `~=2.1.3` any 2.1 from there on.
  "~=": ({ major, minor, version }) => [
    `>=${version} <${minor === undefined ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`}`,
  ],
  ...Object.fromEntries(
    [">=", "<=", ">", "<", "^", "~"].map((sign) => [sign, ({ version }: Parts) => [sign + version]]),
  ),
  "+": ({ version }) => [`>=${version}`],
};

/** Returns what stands for one condition, as alternatives. */
function readCondition(part: string): readonly string[] | undefined {
  const groups = condition.exec(part)?.slice(1);
  if (groups === undefined) return undefined;
  const [operator = "", major, minor = "0", patch, tag, plus] = groups as unknown as Groups;
  const version = `${major}.${minor}.${patch ?? "0"}${tag}`;
  const parts = { major: Number(major), minor: patch === undefined ? undefined : Number(minor), version };
  return operators[operator + plus]?.(parts);
}
