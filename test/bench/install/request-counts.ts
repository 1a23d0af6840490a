/** How many requests a registry has answered. */
export type RequestCounts = { readonly all: number; readonly archives: number };

const counter = /^larder_http_request_duration_seconds_count\{([^}]*)\} (\d+)/gm;

/** Reads how many requests the registry at `url` has answered since it started. The next reading counts this one, too. */
export async function readRequestCounts(url: string): Promise<RequestCounts> {
  const text = await (await fetch(`${url}/-/metrics`)).text();
  let [all, archives] = [0, 0];
  for (const [, labels = "", count] of text.matchAll(counter)) {
    all += Number(count);
    if (labels.includes(`route="/:name/-/:file"`)) archives += Number(count);
  }
  return { all, archives };
}
