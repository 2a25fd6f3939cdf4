/** The page: what the address names, of the data beside it. */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SiteIndex } from '../data.js';
import './page.css';
import { DiffView } from './diff-view.js';
import { ListView } from './list-view.js';
import { loadIndex, reloadIndex } from './load.js';
import { ModelView } from './model-view.js';
import { CompareView, RegistryView } from './other-views.js';
import { useRoute, type Route } from './route.js';
import { prepareSearch } from './search.js';

const MAX_COMPARED = 4;

function App() {
  const [index, setIndex] = useState<SiteIndex | null>();
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const page = route.path.join('/');
  const show = (loaded: SiteIndex): void => {
    prepareSearch(loaded);
    setIndex(loaded);
  };
  useEffect(() => {
    loadIndex().then(show, () => setIndex(null));
  }, []);
  const isLive = index?.isLive === true;
  useEffect(() => {
    if (!isLive) return undefined;
    const events = new EventSource('events');
    // What failed to load stays as it is: the next event tries again.
    events.addEventListener('message', () => void reloadIndex().then(show, () => {}));
    return () => events.close();
  }, [isLive]);
  useEffect(() => {
    document.title = page === '' ? 'Model registry' : `${route.path.at(-1)} · Model registry`;
    if (page !== '') scrollTo(0, 0);
  }, [page]);
  return (
    <>
      <a
        class="skip"
        href="#app"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <nav aria-label="Pages">
        <a class="home" href="#/" aria-current={page === '' ? 'page' : undefined}>
          Models
        </a>
        <a href="#/registry" aria-current={page === 'registry' ? 'page' : undefined}>
          Registry
        </a>
        <span class="where">{index?.registry}</span>
      </nav>
      <main ref={main} tabIndex={-1}>
        {index === undefined && <p class="empty">Loading …</p>}
        {index === null && <p class="empty">data/index.js is missing beside this page.</p>}
        {index !== undefined && index !== null && <Page index={index} route={route} />}
      </main>
    </>
  );
}

function Page({ index, route }: { readonly index: SiteIndex; readonly route: Route }) {
  const [view, ...words] = route.path;
  const rowOf = (id: string | undefined) => index.rows.find((it) => it.id === id);
  const row = rowOf(words[0]);
  if (view === undefined) {
    return (
      <>
        <h1 class="hidden">Models</h1>
        <ListView index={index} query={route.query} />
      </>
    );
  }
  if (view === 'registry') return <RegistryView index={index} />;
  if (view === 'compare') {
    return <CompareView rows={words.slice(0, MAX_COMPARED).flatMap((it) => rowOf(it) ?? [])} />;
  }
  if (row === undefined) return <p class="empty">There is no model {words[0]} here.</p>;
  if (view === 'diff')
    return <DiffView row={row} from={words[1] ?? ''} to={words[2] ?? row.version} />;
  return <ModelView row={row} />;
}

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);
