import { isPackageName, isVersion, type PackageName, type Version } from "@larder/package-spec";
import type { NodeId, Resolution, ResolvedNode, RootWant } from "@larder/resolver";

import { type Lockfile, lockfileRevision, lockfileVersion } from "./lockfile.ts";
import { LockfileError } from "./lockfile-error.ts";
import { parsePackage } from "./parse-package.ts";
import {
  lockfileHeader,
  printCapability,
  printOverride,
  printPackage,
  printShared,
  printWant,
} from "./print-lockfile.ts";

/*
 * The format of `larder.lock`, version 1:
 *
 *   # <a comment that says what the file is>
 *   larder-lock 1.0                                        version.revision
 *   core 1.0.0                                             the core's API it was solved for
 *   override "<name>" "<as written>"                       sorted by name
 *   shared "<name>"                                        sorted
 *   want "<alias>" "<as written>" -> <id>                  sorted by alias
 *   capability "<name>" ["<range>"] -> <id>                sorted by name
 *   package <id> {"edges":[…],"integrity":"sha512-…",…}    sorted by id
 *
 * An id is `name@version`, with the ids that answer its peers in parentheses. An edge is
 * `["<alias>","<kind>","<as written>","<id> or provided"]`. JSON is compact, its keys are sorted, and
 * what is empty or false is left out. UTF-8, LF, a newline at the end; no host names, no times, nothing
 * of the machine. One package is one line, so that version control merges packages apart.
 *
 * A reader refuses a higher version. Of a higher revision it skips the words and keys that it does
 * not know. Otherwise a text that is not exactly what would be printed is refused: so two hosts with
 * the same answer have the same bytes.
 */

const sections = ["override", "shared", "want", "capability", "package"] as const;

type Reading = {
  revision: number;
  coreVersion: Version | undefined;
  readonly overrides: [string, string][];
  readonly shared: PackageName[];
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
    overrides: [],
    shared: [],
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

  const { revision, coreVersion, overrides, shared, wants, capabilities, nodes } = reading;
  if (!coreVersion) throw new LockfileError(lines.length, "is the last one, and no line named the `core`");
  return {
    version: lockfileVersion,
    revision,
    resolution: { coreVersion, overrides: Object.fromEntries(overrides), shared, wants, nodes, capabilities },
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
  if (!match) throw new LockfileError(number, "should say `larder-lock 1.0`");
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
  switch (word) {
    case "core":
      return readCore(reading, line, number);
    case "override": {
      const [name, wanted] = parseOverride(line, number);
      reading.overrides.push([name, wanted]);
      return checkPlace(reading, line, number, { word, key: name, printed: printOverride(name, wanted) });
    }
    case "shared": {
      const name = parseShared(line, number);
      reading.shared.push(name);
      return checkPlace(reading, line, number, { word, key: name, printed: printShared(name) });
    }
    case "want": {
      const want = parseWant(line, number);
      reading.wants.push(want);
      return checkPlace(reading, line, number, { word, key: want.alias, printed: printWant(want) });
    }
    case "capability": {
      const capability = parseCapability(line, number);
      reading.capabilities.push(capability);
      return checkPlace(reading, line, number, { word, key: capability.name, printed: printCapability(capability) });
    }
    case "package": {
      const node = parsePackage(line, number, isNewer);
      reading.nodes.push(node);
      return checkPlace(reading, line, number, { word, key: node.id, printed: printPackage(node) });
    }
    default:
      if (!isNewer)
        throw new LockfileError(number, `starts with \`${word.slice(0, 40)}\`, which is no word of a lockfile`);
  }
}

function readCore(reading: Reading, line: string, number: number): void {
  const version = line.slice("core ".length);
  if (!isVersion(version)) throw new LockfileError(number, "does not name a version of the core");
  if (reading.coreVersion) throw new LockfileError(number, "names the core a second time");
  if (reading.key) throw new LockfileError(number, "names the core after other lines");
  reading.coreVersion = version;
}

function parseOverride(line: string, number: number): [string, string] {
  const match = /^override ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/s.exec(line);
  const [name, wanted] = [parseText(match?.[1]), parseText(match?.[2])];
  if (name === undefined || wanted === undefined) {
    throw new LockfileError(number, 'should read `override "<name>" "<range>"`');
  }
  return [name, wanted];
}

function parseShared(line: string, number: number): PackageName {
  const name = parseText(line.slice("shared ".length));
  if (name === undefined || !isPackageName(name)) throw new LockfileError(number, 'should read `shared "<name>"`');
  return name;
}

function parseWant(line: string, number: number): RootWant {
  const match = /^want ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*") -> (\S+)$/s.exec(line);
  const [alias, wanted] = [parseText(match?.[1]), parseText(match?.[2])];
  if (!match || alias === undefined || wanted === undefined) {
    throw new LockfileError(number, 'should read `want "<name>" "<range>" -> <id>`');
  }
  return { alias, wanted, to: match[3] as NodeId };
}

function parseCapability(line: string, number: number): Resolution["capabilities"][number] {
  const match = /^capability ("(?:[^"\\]|\\.)*") (\[.*\]) -> (\S+)$/s.exec(line);
  const [name, wanted] = [parseText(match?.[1]), parseTexts(match?.[2])];
  if (!match || name === undefined || wanted === undefined) {
    throw new LockfileError(number, 'should read `capability "<name>" ["<range>"] -> <id>`');
  }
  return { name, wanted, by: match[3] as NodeId };
}

function checkPlace(
  reading: Reading,
  line: string,
  number: number,
  { word, key, printed }: { readonly word: (typeof sections)[number]; readonly key: string; readonly printed: string },
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
  if (reading.revision <= lockfileRevision && printed !== line) {
    throw new LockfileError(number, "is not written as `larder lock` writes it: it was edited by hand");
  }
}

function parseText(json: string | undefined): string | undefined {
  const value = parseJson(json);
  return typeof value === "string" ? value : undefined;
}

function parseTexts(json: string | undefined): string[] | undefined {
  const value = parseJson(json);
  return Array.isArray(value) && value.every((text) => typeof text === "string") ? value : undefined;
}

function parseJson(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
