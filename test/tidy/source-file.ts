import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A text file of the repository: its path from the root, with slashes, and what it holds. */
export type TextFile = { path: string; text: string };

const root = fileURLToPath(new URL("../../", import.meta.url));
const sourceExtension = /\.(ts|tsx|mjs|js)$/;
const binaryExtension = /\.(png|ico|woff2|tgz|gz|wasm|svg)$/;

/** Every text file that is, or is about to be, in the repository. */
export function listTextFiles(): TextFile[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root });
  const paths = listed
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "" && !binaryExtension.test(path));
  return paths.filter((path) => existsSync(join(root, path))).map(readTextFile);
}

/** Every file of code. */
export function listSourceFiles(): TextFile[] {
  return listTextFiles().filter(({ path }) => sourceExtension.test(path));
}

/** One file, by its path from the root. */
export function readTextFile(path: string): TextFile {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

/** Whether a file runs only in tests: a test, or what a room offers to the tests of others. */
export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$|\/testing\/|^test\/|\/fixtures\//.test(path);
}
