import { isVersion, type PackageName, type Version } from "@larder/package-spec";
import type { PackageExtension, Resolution, ResolvedNode, RootWant } from "@larder/resolver";

import type { LockedPolicy } from "./lock-settings.ts";
import { type Lockfile, lockfileRevision, lockfileVersion, type RegistryKey, type UnsolvedWant } from "./lockfile.ts";
import { LockfileError } from "./lockfile-error.ts";
import {
  parseCapability,
  parseExtension,
  parseKey,
  parseOverride,
  parsePolicy,
  parseShared,
  parseUnsolved,
  parseWant,
} from "./parse-line.ts";
import { parsePackage } from "./parse-package.ts";
import {
  keyOfKey,
  lockfileHeader,
  printCapability,
  printExtension,
  printKey,
  printOverride,
  printPackage,
  printPolicy,
  printShared,
  printUnsolved,
  printWant,
} from "./print-lockfile.ts";

/*
 * The format of `larder.lock`, version 1:
 *
 *   # <a comment that says what the file is>
 *   larder-lock 1.1                                        version.revision
 *   core 1.0.0                                             the core's API it was solved for
 *   policy {"asOf":"…","minimumAgeMs":…,…}                 what was asked of all versions, when anything was
 *   override "<name>" "<as written>"                       sorted by name
 *   extend "<selector>" {"dependencies":{…},…}             sorted by selector
 *   shared "<name>"                                        sorted
 *   key "<registry>" "<keyid>" {"expires":"…","key":"…"}   what signatures are checked with, sorted by both
 *   unsolved "<alias>" "<as written>"                      what a merge left to be solved, sorted by alias
 *   want "<alias>" "<as written>" -> <id>                  sorted by alias
 *   capability "<name>" ["<range>"] -> <id>                sorted by name
 *   package <id> {"edges":[…],"integrity":"sha512-…",…}    sorted by id
 *
 * An id is `name@version`, with the scopes of overrides that make it another instance in brackets
 * (`view@1.0.0[chat>**]`), and the ids that answer its peers in parentheses. An edge is
 * `["<alias>","<kind>","<as written>","<id> or provided"]`, a signature `["<keyid>","<base64>"]`, over
 * `name@version:integrity`. A package says where its archive comes from:
 * `registry` (an alias of `larder.yaml`; `tarballPath` when it is not at the canonical place), `git`
 * (`<repository>#<commit>`, and `directory`), `path` (relative to the host) or `tarball` (a URL). JSON is
 * compact, its keys are sorted, and what is empty or false is left out. UTF-8, LF, a newline at the end.
 * No host of a registry stands in it, nothing of the machine, and no time but the `asOf` of a minimum
 * age. One package is one line, so that version control merges packages apart.
 *
 * A reader refuses a higher version. Of a higher revision it skips the words and keys that it does
 * not know. Otherwise a text that is not exactly what would be printed is refused: so two hosts with
 * the same answer have the same bytes.
 */

const sections = [
  "policy",
  "override",
  "extend",
  "shared",
  "key",
  "unsolved",
  "want",
  "capability",
  "package",
] as const;

type Reading = {
  revision: number;
  coreVersion: Version | undefined;
  policy: LockedPolicy;
  readonly overrides: [string, string][];
  readonly extensions: [string, PackageExtension][];
  readonly shared: PackageName[];
  readonly keys: RegistryKey[];
  readonly unsolved: UnsolvedWant[];
  readonly wants: RootWant[];
  readonly capabilities: Resolution["capabilities"][number][];
  readonly nodes: ResolvedNode[];
  /** The line before, to see that all are sorted. */
  section: number;
  key: string;
};

/** Returns the lockfile that `text` is. Throws {@link LockfileError} with the line, the reason and the next step. */
export function parseLockfile(text: string): Lockfile {
  const lines = splitLines(text);
  const reading: Reading = {
    revision: 0,
    coreVersion: undefined,
    policy: {},
    overrides: [],
    extensions: [],
    shared: [],
    keys: [],
    unsolved: [],
    wants: [],
    capabilities: [],
    nodes: [],
    section: 0,
    key: "",
  };
  const [header, head, ...rest] = lines;
  reading.revision = parseHead(head ?? "", 2);
  if (header !== lockfileHeader && reading.revision <= lockfileRevision) {
    throw new LockfileError(1, "is not the comment that a lockfile begins with");
  }
  rest.forEach((line, index) => readLine(reading, line, index + 3));

  if (!reading.coreVersion) throw new LockfileError(lines.length, "is the last one, and no line named the `core`");
  return lockfileOf(reading, reading.coreVersion);
}

function lockfileOf(reading: Reading, coreVersion: Version): Lockfile {
  const { revision, policy, overrides, extensions, shared, keys, unsolved, wants, capabilities, nodes } = reading;
  return {
    version: lockfileVersion,
    revision,
    resolution: {
      coreVersion,
      ...policy,
      overrides: Object.fromEntries(overrides),
      ...(extensions.length > 0 && { extensions: Object.fromEntries(extensions) }),
      shared,
      wants,
      nodes,
      capabilities,
    },
    ...(unsolved.length > 0 && { unsolved }),
    ...(keys.length > 0 && { keys }),
  };
}

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line)) {
      throw new LockfileError(
        index + 1,
        "is a conflict marker of git",
        "Take either side (`git checkout --ours larder.lock`), then run `larder lock`: it solves what both sides want",
      );
    }
    if (line.endsWith("\r")) {
      throw new LockfileError(
        index + 1,
        "ends with CRLF",
        "Put `larder.lock text eol=lf` into `.gitattributes`, and check the file out again",
      );
    }
  });
  if (lines.pop() !== "") throw new LockfileError(lines.length + 1, "has no newline at its end: the file was cut off");
  return lines;
}

function parseHead(line: string, number: number): number {
  const match = /^larder-lock (\d{1,6})\.(\d{1,6})$/.exec(line);
  if (!match) throw new LockfileError(number, "should say `larder-lock 1.1`");
  if (Number(match[1]) !== lockfileVersion) {
    throw new LockfileError(
      number,
      `says that the file has version ${match[1]}, and this Larder reads version ${lockfileVersion}`,
      "Update Larder, or remove the file and run `larder lock`",
    );
  }
  return Number(match[2]);
}

function readLine(reading: Reading, line: string, number: number): void {
  const word = line.slice(0, line.indexOf(" "));
  const isNewer = reading.revision > lockfileRevision;
  if (word === "core") return readCore(reading, line, number);
  if (isSection(word)) {
    const place = readers[word](reading, { line, number, isNewer });
    return checkPlace(reading, { line, number, isNewer }, { word, ...place });
  }
  if (!isNewer) throw new LockfileError(number, `starts with \`${word.slice(0, 40)}\`, which is no word of a lockfile`);
}

type Section = (typeof sections)[number];
/** A line as it is read; `isNewer` when its file may say more than this revision knows. */
type Line = { readonly line: string; readonly number: number; readonly isNewer: boolean };
/** What a line is sorted by, and how it would be printed. */
type Place = { readonly key: string; readonly printed: string | undefined };

function isSection(word: string): word is Section {
  return (sections as readonly string[]).includes(word);
}

const readers: { readonly [word in Section]: (reading: Reading, line: Line) => Place } = {
  policy: (reading, { line, number, isNewer }) => {
    reading.policy = parsePolicy(line, number, isNewer);
    return { key: "policy", printed: printPolicy(reading.policy)[0] };
  },
  override: ({ overrides }, { line, number }) => {
    const [name, wanted] = parseOverride(line, number);
    overrides.push([name, wanted]);
    return { key: name, printed: printOverride(name, wanted) };
  },
  extend: ({ extensions }, { line, number }) => {
    const [selector, extension] = parseExtension(line, number);
    extensions.push([selector, extension]);
    return { key: selector, printed: printExtension(selector, extension) };
  },
  shared: ({ shared }, { line, number }) => {
    const name = parseShared(line, number);
    shared.push(name);
    return { key: name, printed: printShared(name) };
  },
  key: ({ keys }, { line, number }) => {
    const key = parseKey(line, number);
    keys.push(key);
    return { key: keyOfKey(key), printed: printKey(key) };
  },
  unsolved: ({ unsolved }, { line, number }) => {
    const want = parseUnsolved(line, number);
    unsolved.push(want);
    return { key: want.alias, printed: printUnsolved(want) };
  },
  want: ({ wants }, { line, number }) => {
    const want = parseWant(line, number);
    wants.push(want);
    return { key: want.alias, printed: printWant(want) };
  },
  capability: ({ capabilities }, { line, number }) => {
    const capability = parseCapability(line, number);
    capabilities.push(capability);
    return { key: capability.name, printed: printCapability(capability) };
  },
  package: ({ nodes }, { line, number, isNewer }) => {
    const node = parsePackage(line, number, isNewer);
    nodes.push(node);
    return { key: node.id, printed: printPackage(node) };
  },
};

function readCore(reading: Reading, line: string, number: number): void {
  const version = line.slice("core ".length);
  if (!isVersion(version)) throw new LockfileError(number, "does not name a version of the core");
  if (reading.coreVersion) throw new LockfileError(number, "names the core a second time");
  if (reading.key) throw new LockfileError(number, "names the core after other lines");
  reading.coreVersion = version;
}

function checkPlace(
  reading: Reading,
  { line, number, isNewer }: Line,
  { word, key, printed }: Place & { readonly word: Section },
): void {
  const section = sections.indexOf(word);
  if (section < reading.section)
    throw new LockfileError(number, `has \`${word}\` after \`${sections[reading.section]}\``);
  if (section === reading.section && key === reading.key)
    throw new LockfileError(number, `names \`${key}\` a second time`);
  if (section === reading.section && key < reading.key)
    throw new LockfileError(number, `names \`${key}\` out of order`);
  reading.section = section;
  reading.key = key;
  if (!isNewer && printed !== line) {
    throw new LockfileError(number, "is not written as `larder lock` writes it: it was edited by hand");
  }
}
