import type { TextFile } from "./source-file.ts";

const unwelcome: readonly { word: RegExp; reason: string }[] = [
  { word: /\bregistry\.(npmjs|yarnpkg|npmmirror)\.\w+/, reason: "names a public registry: the machine's own is used" },
  { word: /(?<![\w.:/@-])\/(work|farm|Users)\/\w[\w./-]*/, reason: "is a path of one machine" },
  { word: /\b(TODO|FIXME|XXX)\b/, reason: "is a note to oneself: do it" },
];

const ownFiles = /^test\/tidy\/words(\.test)?\.ts$|^pnpm-lock\.yaml$|^LICENSE$/;

/** Words that do not belong into the repository, one sentence a file and word. */
export function findUnwelcomeWords({ path, text }: TextFile): string[] {
  if (ownFiles.test(path)) return [];
  return unwelcome.flatMap(({ word, reason }) => {
    const found = word.exec(text)?.[0];
    return found === undefined ? [] : [`${path}: \`${found}\` ${reason}`];
  });
}
