import { componentKinds } from "@larder/package-contents";
import type { VNode } from "preact";

import { type Filters, homeHref, type Site } from "../site.ts";
import { nounOf } from "./chips.tsx";

/** Search by words and by what is inside. A plain form: the answer is a page with an address of its own. */
export function SearchForm({ site, filters }: { readonly site: Site; readonly filters: Filters }): VNode {
  return (
    <search>
      <form class="filters" action={homeHref(site)} method="get">
        <label>
          Words
          <input type="search" name="text" value={filters.text} placeholder="name or keyword" />
        </label>
        <label>
          Domain
          <input name="domain" value={filters.domain} placeholder="metrics" autoComplete="off" />
        </label>
        <label>
          Plugin
          <input name="plugin" value={filters.plugin} placeholder="prometheus" autoComplete="off" />
        </label>
        <label>
          Contains
          <select name="kind">
            <option value="">anything</option>
            {componentKinds.map((kind) => (
              <option key={kind} value={kind} selected={kind === filters.kind}>
                {nounOf(kind, 2)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
