const folders =
  /^(?:plugins|domains|actors|models|chatflows|chats|recipes|schemas|templates|links|functions|services|themes|completions)\//;
const manifest =
  /^(?:package\.json|package\.toml|windflow-plugin\.yml|plugin\.ya?ml|manifest\.json|readme(?:\.\w+)?)$/i;

/**
 * May an inspection, or a package's page, read the text of the file at `path`?
 *
 * A reader of archives keeps these texts and lets all other bytes pass, so that a large archive needs little memory.
 */
export function mayDescribe(path: string): boolean {
  if (!path.includes("/")) return manifest.test(path);
  if (/\/readme(?:\.md|\.markdown)?$/i.test(path)) return folders.test(path);
  if (/(?:^|\/)node_modules\//.test(path)) return false;
  return /\.(?:toml|ya?ml|json)$/i.test(path) || (/\.[jt]s$/i.test(path) && folders.test(path));
}
