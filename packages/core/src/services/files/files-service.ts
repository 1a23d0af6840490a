import { guardService } from "../guard-service.ts";
import type { OfferedService } from "../service-catalog.ts";
import { createPackageFiles } from "./package-files.ts";
import { createPackageRoom, type PackageRoom } from "./package-room.ts";

/** Returns the files of packages as a service, each package's in the directory that `directoryOf` names. */
export function filesService(directoryOf: (packageName: string) => string): OfferedService {
  const rooms = new Map<string, PackageRoom>();

  function roomOf(packageName: string, directory: string): PackageRoom {
    const room = rooms.get(packageName) ?? createPackageRoom(directory);
    rooms.set(packageName, room);
    return room;
  }

  return {
    provider: "host",
    connect(consumer) {
      const { packageName, assertUsable } = consumer;
      const directory = directoryOf(packageName);
      const room = roomOf(packageName, directory);
      return guardService(createPackageFiles({ directory, consumer, room }), assertUsable);
    },
  };
}
