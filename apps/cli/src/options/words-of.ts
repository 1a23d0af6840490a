/** Returns the words of an option that are separated by commas; none when it was left out. */
export function wordsOf(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(",").map((word) => word.trim());
}
