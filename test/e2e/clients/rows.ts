import { accounts } from "./commands/accounts.ts";
import { changing } from "./commands/changing.ts";
import { installing } from "./commands/installing.ts";
import { publishing } from "./commands/publishing.ts";
import { reading } from "./commands/reading.ts";
import { securing } from "./commands/securing.ts";
import { sharing } from "./commands/sharing.ts";
import type { Row } from "./row.ts";

/** Every command that is proven, in the order of the table. */
export const rows: readonly Row[] = [
  ...accounts,
  ...publishing,
  ...reading,
  ...installing,
  ...changing,
  ...sharing,
  ...securing,
];
