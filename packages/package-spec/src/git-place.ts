import { isRange, type Range } from "./version.ts";

/** Where a package is in a repository. */
export type GitPlace = {
  /** As git fetches it: `https://code.example/ada/themes.git`. */
  readonly repository: string;
  /** A branch, a tag or a commit; without it what the repository's `HEAD` points at. */
  readonly reference?: string;
  /** Instead of a reference: a release in this range, which a tag names, as `v1.2.0` or `themes@1.2.0`. */
  readonly range?: Range;
  /** The folder of the package, when that is not the root: `themes/dark`. */
  readonly directory?: string;
};

const lengthMax = 2_048;

/** The services that are named by a word, as npm names them; without a word it is GitHub. */
const services: { readonly [word: string]: string } = {
  github: "https://github.com",
  gitlab: "https://gitlab.com",
  bitbucket: "https://bitbucket.org",
};

/**
 * Returns the repository that `text` names, and what of it; `undefined` when it names none.
 *
 * It reads `user/repo` and `github:user/repo`, `git+https://…`, `git+ssh://…`, `git@host:path`, and the
 * address of a page: `https://host/user/repo`, also with `/tree/<branch>/<directory>`. All of them take
 * `#<reference>`, `#semver:<range>`, and either of them with `&path:<directory>`.
 */
export function findGitPlace(text: string): GitPlace | undefined {
  if (text.length > lengthMax) return undefined;
  const hash = text.indexOf("#");
  const [address, fragment] = hash === -1 ? [text, ""] : [text.slice(0, hash), text.slice(hash + 1)];
  const page = readAddress(address);
  const more = readFragment(fragment);
  if (page === undefined || more === undefined) return undefined;
  const place = { ...page, ...more };
  return isPlace(place) ? place : undefined;
}

/** A branch says which versions are meant already. */
function isPlace({ reference = "HEAD", range, directory = "." }: GitPlace): boolean {
  if (range !== undefined && reference !== "HEAD") return false;
  return isReference(reference) && (directory === "." || isInside(directory));
}

function readAddress(address: string): GitPlace | undefined {
  const [, word = "github", path] = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+(?:\/.*)?)$/.exec(address) ?? [];
  if (path !== undefined) return readPage(`${services[word]}/${path}`, 2);
  if (/^git@[\w.-]+:[^\s-]\S*$/.test(address)) return { repository: address };
  if (/^git\+(?:https?|ssh|file):\/\/\S+$/.test(address)) return { repository: address.slice("git+".length) };
  if (/^git:\/\/[^\s/]\S*$/.test(address)) return { repository: address };
  if (/^https?:\/\/[^\s/]+\/\S/.test(address)) return readPage(address, Infinity);
  return undefined;
}

/** The page of a folder says its branch and its path; GitLab has a dash before. A service has repositories at one depth. */
function readPage(address: string, depthMax: number): GitPlace | undefined {
  const page = /^(.*?)(?:\/-)?\/tree\/([^/]+)(?:\/(.+?))?\/?$/.exec(address);
  const [, base = address, reference, directory] = page ?? [];
  const root = base.replace(/\/+$/, "");
  if (root.split("/").length - 3 > depthMax) return undefined;
  return {
    repository: root.endsWith(".git") ? root : `${root}.git`,
    ...(reference !== undefined && { reference }),
    ...(directory !== undefined && { directory }),
  };
}

/** `<reference>` or `semver:<range>`, `path:<directory>`, or both with `&` between. */
function readFragment(fragment: string): Omit<GitPlace, "repository"> | undefined {
  const place: { reference?: string; range?: Range; directory?: string } = {};
  for (const part of fragment === "" ? [] : fragment.split("&")) {
    if (part.startsWith("semver:")) {
      const range = decodeText(part.slice("semver:".length));
      if (range === undefined || !isRange(range)) return undefined;
      place.range = range;
      continue;
    }
    if (part.startsWith("path:")) place.directory = part.slice("path:".length).replace(/^\/+|\/+$/g, "");
    else place.reference = part;
  }
  return place;
}

/** npm writes the spaces of a range as in an address. */
function decodeText(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What git takes for a name of a commit, and for no option. */
function isReference(text: string): boolean {
  return /^[^\s-][^\s~^:?*[\\]*$/.test(text) && !text.includes("..");
}

function isInside(directory: string): boolean {
  return directory.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
