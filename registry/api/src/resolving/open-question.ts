import type { AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

/** The document of a package could not be had; the registry knows why. */
export class UnavailableDocumentError extends Error {
  readonly packageName: PackageName;

  constructor(packageName: PackageName) {
    super(`The document of ${packageName} cannot be had`);
    this.packageName = packageName;
  }
}

type Waiting = {
  readonly resolve: (document: AbbreviatedPackument | undefined) => void;
  readonly reject: (error: Error) => void;
};

/** The documents that one question waits for: names that are asked for in one turn of the loop travel together. */
export class OpenQuestion {
  readonly #ask: (names: readonly PackageName[]) => void;
  readonly #waiting = new Map<PackageName, Waiting>();
  readonly #expected = new Map<string, PackageName>();
  #unasked: PackageName[] = [];

  constructor(ask: (names: readonly PackageName[]) => void) {
    this.#ask = ask;
  }

  /** Returns the document of `name`, which nobody has asked for before. */
  fetch(name: PackageName): Promise<AbbreviatedPackument | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(name, { resolve, reject });
      if (this.#unasked.push(name) === 1) setImmediate(() => this.#askAll());
    });
  }

  settle(name: PackageName, document: AbbreviatedPackument | undefined): void {
    this.#waiting.get(name)?.resolve(document);
    this.#waiting.delete(name);
  }

  fail(names: readonly PackageName[]): void {
    for (const name of names) {
      this.#waiting.get(name)?.reject(new UnavailableDocumentError(name));
      this.#waiting.delete(name);
    }
  }

  /** Says that the document of `name` will arrive under `key`. */
  expect(key: string, name: PackageName): void {
    this.#expected.set(key, name);
  }

  arrive(key: string, document: AbbreviatedPackument): void {
    const name = this.#expected.get(key);
    this.#expected.delete(key);
    if (name !== undefined) this.settle(name, document);
  }

  #askAll(): void {
    const names = this.#unasked;
    this.#unasked = [];
    this.#ask(names);
  }
}
