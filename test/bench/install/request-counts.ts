/** How many requests a registry has answered, and how many archives it has sent, in whichever answers. */
export type RequestCounts = { readonly all: number; readonly archives: number };

const counter = /^larder_http_request_duration_seconds_count\{([^}]*)\} (\d+)/gm;
const together = /^larder_archives_sent_together_total (\d+)/m;

/** Reads how many requests the registry at `url` has answered since it started. The next reading counts this one, too. */
export async function readRequestCounts(url: string): Promise<RequestCounts> {
  const text = await (await fetch(`${url}/-/metrics`)).text();
  let [all, archives] = [0, 0];
  for (const [, labels = "", count] of text.matchAll(counter)) {
    all += Number(count);
    if (labels.includes(`route="/:name/-/:file"`)) archives += Number(count);
  }
  return { all, archives: archives + Number(together.exec(text)?.[1] ?? 0) };
}
