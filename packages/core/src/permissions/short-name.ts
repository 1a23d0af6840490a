/** How much of a name is kept. */
const letters = 200;

/**
 * Returns `name`, shortened to what is kept or told of it: what packages ask for may be of any length.
 *
 * It is a text of its own: a part of a long one would keep all of it in memory.
 */
export function shortName(name: string): string {
  return name.length <= letters ? name : `${Buffer.from(name.slice(0, letters)).toString()}…`;
}
