import { guardService } from "../guard-service.ts";
import type { OfferedService } from "../service-catalog.ts";
import { createPackageFiles } from "./package-files.ts";

/** Returns the files of packages as a service, each package's in the directory that `directoryOf` names. */
export function filesService(directoryOf: (packageName: string) => string): OfferedService {
  const last = new Map<string, Promise<unknown>>();

  /** All lives of a package share its room. */
  function inTurn<Result>(packageName: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (last.get(packageName) ?? Promise.resolve()).then(work);
    last.set(
      packageName,
      turn.catch(() => undefined),
    );
    return turn;
  }

  return {
    provider: "host",
    connect(consumer) {
      const { packageName, assertUsable } = consumer;
      const directory = directoryOf(packageName);
      return guardService(
        createPackageFiles({ directory, consumer, inTurn: (work) => inTurn(packageName, work) }),
        assertUsable,
      );
    },
  };
}
