import { ExpectedError } from "@larder/errors";

/** Where a bucket is; without credentials, which come from the environment alone. */
export type S3Location = {
  readonly bucket: string;
  /** Stands before every key: empty, or ends with `/`. */
  readonly prefix: string;
  /** `undefined` leaves it to `AWS_REGION` and the profile. */
  readonly region: string | undefined;
  /** `https://objects.example`; `undefined` for AWS itself. */
  readonly endpoint: string | undefined;
  /** Is the bucket named in the path and not in the host? */
  readonly pathStyle: boolean;
};

/** The URL of an object store cannot be used. It is not repeated: it may hold a secret by mistake. */
export class StorageUrlError extends ExpectedError {
  readonly code = "ECONFIG";

  constructor(reason: string, hint = "Write it like `s3://bucket/prefix?region=eu-central-1`") {
    super(`The URL of the storage ${reason}`, { hint });
  }
}

const credentialsHint =
  "Give credentials by the environment: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, a profile, or a role";
const parameters: ReadonlySet<string> = new Set(["region", "endpoint", "path-style"]);

/**
 * Returns what `s3://bucket/prefix?region=…&endpoint=…&path-style=true` names.
 *
 * With an endpoint of its own the bucket stands in the path unless `path-style=false`, since few stores
 * outside AWS have a host for each bucket. Throws {@link StorageUrlError}, also for credentials: a URL is
 * seen by everybody who may list processes.
 */
export function parseStorageUrl(text: string): S3Location {
  const url = parseUrl(text, "is not a URL");
  if (url.protocol !== "s3:") throw new StorageUrlError(`begins with \`${url.protocol}\`, which is not known`);
  assertNoCredentials(url);
  if (url.port !== "" || url.hash !== "") throw new StorageUrlError("has a port or a `#`");
  assertKnownParameters(url.searchParams);

  const endpoint = parseEndpoint(url.searchParams.get("endpoint"));
  return {
    bucket: parseBucket(url.hostname),
    prefix: parsePrefix(url.pathname),
    region: parseRegion(url.searchParams.get("region")),
    endpoint,
    pathStyle: parsePathStyle(url.searchParams.get("path-style")) ?? endpoint !== undefined,
  };
}

function parseUrl(text: string, reason: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new StorageUrlError(reason);
  return url;
}

function assertNoCredentials(url: URL): void {
  if (url.username !== "" || url.password !== "") throw new StorageUrlError("has credentials", credentialsHint);
}

function assertKnownParameters(found: URLSearchParams): void {
  const seen = new Set<string>();
  for (const name of found.keys()) {
    if (/key|secret|token|credential/i.test(name)) throw new StorageUrlError("has credentials", credentialsHint);
    if (!parameters.has(name)) throw new StorageUrlError(`has a parameter \`${name}\`, which is not known`);
    if (seen.has(name)) throw new StorageUrlError(`has \`${name}\` twice`);
    seen.add(name);
  }
}

function parseBucket(name: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw new StorageUrlError("names no valid bucket");
  return name;
}

/** Only characters that every object store and every signature writes alike. */
function parsePrefix(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  if (segments.some((segment) => !/^[A-Za-z0-9_.-]+$/.test(segment))) {
    throw new StorageUrlError("has a prefix with other characters than letters, digits, `.`, `_` and `-`");
  }
  return segments.map((segment) => `${segment}/`).join("");
}

function parseRegion(region: string | null): string | undefined {
  if (region === null) return undefined;
  if (!/^[A-Za-z0-9-]+$/.test(region)) throw new StorageUrlError("has a `region` that cannot be one");
  return region;
}

function parseEndpoint(endpoint: string | null): string | undefined {
  if (endpoint === null) return undefined;
  const url = parseUrl(endpoint, "has an `endpoint` that is not a URL");
  assertNoCredentials(url);
  const isOrigin = url.pathname === "/" && url.search === "" && url.hash === "";
  if (!/^https?:$/.test(url.protocol) || !isOrigin) {
    throw new StorageUrlError("has an `endpoint` that is not like `https://objects.example`");
  }
  return url.origin;
}

function parsePathStyle(value: string | null): boolean | undefined {
  if (value === null) return undefined;
  if (value !== "true" && value !== "false")
    throw new StorageUrlError("has a `path-style` other than `true` or `false`");
  return value === "true";
}
