import { posix } from "node:path";

/**
 * Returns what a file of a domain imports that is no domain's business, with the reason: a plugin, which builds on
 * domains, or another domain, whose functions are there to be called. `path` is the file in its package; `undefined` for
 * everything else.
 */
export function findStrangeImport(path: string, specifier: string): string | undefined {
  const domain = domainOf(path);
  if (domain === undefined || !specifier.startsWith(".")) return undefined;
  const target = posix.join(posix.dirname(path), specifier);
  if (target.startsWith("plugins/")) return `the domain \`${domain}\` imports \`${target}\` of a plugin`;
  const other = domainOf(target);
  if (other === undefined || other === domain) return undefined;
  return `the domain \`${domain}\` imports \`${target}\` of another domain`;
}

function domainOf(path: string): string | undefined {
  return /^domains\/([^/]+)\//.exec(path)?.[1];
}
