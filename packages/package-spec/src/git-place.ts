/** Where a package is in a repository. */
export type GitPlace = {
  /** As git fetches it: `https://code.example/ada/themes.git`. */
  readonly repository: string;
  /** A branch, a tag or a commit; without it what the repository's `HEAD` points at. */
  readonly reference?: string;
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
 * `#<reference>`, and `#<reference>&path:<directory>`.
 */
export function findGitPlace(text: string): GitPlace | undefined {
  if (text.length > lengthMax) return undefined;
  const hash = text.indexOf("#");
  const [address, fragment] = hash === -1 ? [text, ""] : [text.slice(0, hash), text.slice(hash + 1)];
  const page = readAddress(address);
  const more = readFragment(fragment);
  if (page === undefined || more === undefined) return undefined;
  const place = { ...page, ...more };
  const { reference = "HEAD", directory = "." } = place;
  return isReference(reference) && (directory === "." || isInside(directory)) ? place : undefined;
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

/** `<reference>`, `path:<directory>`, or both with `&` between; a `semver:` is no reference of git. */
function readFragment(fragment: string): Omit<GitPlace, "repository"> | undefined {
  const place: { reference?: string; directory?: string } = {};
  for (const part of fragment === "" ? [] : fragment.split("&")) {
    if (part.startsWith("semver:")) return undefined;
    if (part.startsWith("path:")) place.directory = part.slice("path:".length).replace(/^\/+|\/+$/g, "");
    else place.reference = part;
  }
  return place;
}

/** What git takes for a name of a commit, and for no option. */
function isReference(text: string): boolean {
  return /^[^\s-][^\s~^:?*[\\]*$/.test(text) && !text.includes("..");
}

function isInside(directory: string): boolean {
  return directory.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
