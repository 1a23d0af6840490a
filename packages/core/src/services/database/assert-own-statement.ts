import { ExpectedError } from "@larder/errors";

/** A package sent a statement that is not its own affair. */
export class StatementRefusedError extends ExpectedError {
  readonly code = "E403";
  readonly packageName: string;

  constructor(packageName: string, reason: string) {
    super(`A statement of \`${packageName}\` was refused: ${reason}`, {
      hint: "Send one statement over the package's own tables at a time; `db.session` begins and ends transactions",
    });
    this.packageName = packageName;
  }
}

/** What a statement may begin with, once comments are gone. */
const allowedStarts = [
  /^(?:select|with|values|table|insert|update|delete|merge|truncate|comment|explain|analyze)\b/u,
  /^create (?:or replace )?(?:unlogged )?(?:unique )?(?:recursive )?(?:table|index|(?:materialized )?view|sequence|type|domain|statistics)\b/u,
  /^(?:alter|drop) (?:table|index|(?:materialized )?view|sequence|type|domain|statistics)\b/u,
  /^refresh materialized view\b/u,
  /^\(/u,
];

/** Words with which a statement would change who it runs as, or run a text that nobody has read. */
const refusedWords =
  /\b(?:set_config|pg_settings|(?:query|cursor|table|schema|database)_to_xml\w*|ts_stat|ts_rewrite|dblink\w*|pg_read_\w+|pg_ls_\w+|pg_notify|pg_(?:try_)?advisory\w*|lo_(?:import|export|creat|create|unlink|open|put|get|from_bytea))\b|\bU&["']/iu;

/**
 * Throws {@link StatementRefusedError} for what would leave the package's transaction, role or schema: `commit`,
 * `set role`, functions of its own, and functions that run texts.
 *
 * It reads the first words, and looks for a few names anywhere: it refuses too much rather than too little. The
 * role of the package is what keeps other tables from it; this keeps the role.
 */
export function assertOwnStatement(packageName: string, text: string): void {
  const start = text
    .replaceAll(/^(?:[\s;]|--[^\n]*(?:\n|$)|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\/)+/gu, "")
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/\s+/gu, " ");
  if (!allowedStarts.some((allowed) => allowed.test(start))) {
    const words = start.split(" ", 2).join(" ").slice(0, 40);
    throw new StatementRefusedError(packageName, words === "" ? "it is empty" : `it begins with \`${words}\``);
  }
  const refused = refusedWords.exec(text)?.[0];
  if (refused !== undefined) throw new StatementRefusedError(packageName, `it speaks of \`${refused}\``);
}
