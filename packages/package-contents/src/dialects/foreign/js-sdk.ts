import type { Problem } from "../../component.ts";
import type { Translation } from "./canonical-package.ts";
import { identityOf, problem } from "./foreign-identity.ts";
import { isKeys, type Keys, listAt, numberAt, otherKeys, present, textAt, truthAt } from "./foreign-keys.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";

const known = [
  "name",
  "version",
  "description",
  "author",
  "threebot",
  "ui_name",
  "frontend",
  "actors_dir",
  "chats_dir",
  "services_dir",
  "static_dirs",
  "servers",
  "source",
];

/** A package of the successor of ThreeBot: a flat `package.toml`. */
export const jsSdkDialect = manifestDialect({
  name: "js-sdk",
  files: ["package.toml"],
  fits: (keys) => !isKeys(keys["source"]) && Object.keys(keys).length > 0,
  translate,
});

type Routes = { readonly routes: readonly Keys[]; readonly problems: readonly Problem[] };

function translate({ path, keys }: ManifestSource): Translation {
  const scope = textAt(keys, "threebot") ?? textAt(keys, "author");
  const gate = present({ auth: truthAt(keys, "is_auth"), admin: truthAt(keys, "is_admin") });
  const folders = present({
    actors: folderOf(keys, "actors_dir"),
    chats: folderOf(keys, "chats_dir"),
    services: folderOf(keys, "services_dir"),
    frontend: folderOf(keys, "frontend"),
  });
  const read = [...listAt(keys, "static_dirs"), ...locationsOf(keys)]
    .filter(isKeys)
    .map((place) => readPlace(path, place, gate));
  const routes = read.flatMap((one) => one.routes);
  return {
    identity: identityOf(path, { name: textAt(keys, "name"), scope, title: textAt(keys, "ui_name") }, keys),
    fields: { description: textAt(keys, "description"), author: scope },
    engine: "^1.0.0",
    larder: {
      ...(Object.keys(folders).length > 0 && { components: folders }),
      ...(routes.length > 0 && { routes }),
      ...extraOf(otherKeys(keys, known)),
    },
    problems: [...read.flatMap(({ problems }) => problems), ...findUnsupported(path, keys)],
  };
}

function folderOf(keys: Keys, key: string): string | undefined {
  const folder = textAt(keys, key)?.replace(/^\.\//, "").replace(/\/+$/, "");
  return folder === undefined || folder === "" ? undefined : folder;
}

function locationsOf(keys: Keys): readonly unknown[] {
  return listAt(keys, "servers")
    .filter(isKeys)
    .flatMap((server) => listAt(server, "locations"));
}

/** Reads a folder that is served, or a server that is asked; what is none of them, or lies outside, is left out with a warning. */
function readPlace(path: string, place: Keys, gate: Keys): Routes {
  const url = `/${(textAt(place, "path_url") ?? textAt(place, "name") ?? "").replace(/^\/+/, "")}`;
  const directory = textAt(place, "path_location");
  const access = { ...gate, ...present({ auth: truthAt(place, "is_auth"), admin: truthAt(place, "is_admin") }) };
  if (directory !== undefined) return readFolder(path, { place, url, directory, access });
  const target = targetOf(place);
  if (target === undefined) {
    const message = `The place \`${url}\` of \`${path}\` is neither a folder nor a server, so it is left out`;
    return { routes: [], problems: [problem("warning", path, message)] };
  }
  const websocket = textAt(place, "type") === "websocket" || truthAt(place, "websocket") === true;
  return { routes: [{ type: "proxy", path: url, target, ...(websocket && { websocket }), ...access }], problems: [] };
}

/** Returns the URL of the server that a place leads to; undefined when it names none. */
function targetOf(place: Keys): string | undefined {
  const host = textAt(place, "host") ?? textAt(place, "ip_dest");
  if (host === undefined) return undefined;
  const port = numberAt(place, "port") ?? numberAt(place, "port_dest");
  const scheme = textAt(place, "scheme") ?? "http";
  return `${scheme}://${host}${port === undefined ? "" : `:${port}`}${textAt(place, "path_dest") ?? ""}`;
}

function readFolder(
  path: string,
  { place, url, directory, access }: { place: Keys; url: string; directory: string; access: Keys },
): Routes {
  const folder = directory.replace(/^\.\//, "").replace(/\/+$/, "");
  if (truthAt(place, "absolute_path") === true || folder.startsWith("/") || /(?:^|\/)\.\.(?:\/|$)/.test(folder)) {
    const message = `The folder \`${directory}\` for \`${url}\` lies outside of the package, so it is not served`;
    return { routes: [], problems: [problem("warning", path, message, "Put its files into the package")] };
  }
  const index = textAt(place, "index");
  const type = truthAt(place, "spa") === true ? "spa" : "static";
  return {
    routes: [{ type, path: url, directory: folder, ...(index !== undefined && { index }), ...access }],
    problems: [],
  };
}

function findUnsupported(path: string, keys: Keys): readonly Problem[] {
  if (listAt(keys, "bottle_servers").length === 0) return [];
  const message = "`bottle_servers` are programs of another language, which no host here runs";
  return [problem("warning", path, message)];
}
