/** The registry as a whole, and models beside each other. */
import type { SiteIndex, SiteRow } from '../data.js';
import { useModel } from './model-view.js';
import { Command, Picture, Section, Table } from './parts.js';
import { linkTo } from './route.js';

export function RegistryView({ index }: { readonly index: SiteIndex }) {
  return (
    <article>
      <header class="head">
        <h1>Registry</h1>
        <p>
          {index.size}. {index.health}. Last changed {index.updated.slice(0, 10)}.
        </p>
        {index.picturesLeft > 0 && (
          <p>
            {index.picturesLeft} pictures are not drawn yet, those of what was changed longest ago.
            Each time the page is written again, more of them are.
          </p>
        )}
      </header>
      <div class="counts">
        {index.counts
          .filter(([, counts]) => counts.length > 0)
          .map(([heading, counts]) => (
            <Counts key={heading} heading={heading} counts={counts} />
          ))}
      </div>
      <Section title="Who changed what">
        <Table
          caption="Who changed what"
          names={['when', 'who', 'what', 'model', 'changed']}
          rows={index.events.map((it) => [
            it.at.slice(0, 16).replace('T', ' '),
            it.actor,
            it.action,
            it.id === '' ? '' : <a href={linkTo('model', it.id)}>{it.id}</a>,
            it.changed,
          ])}
        />
      </Section>
      <Command text="gnn-registry report" />
    </article>
  );
}

function Counts(props: {
  readonly heading: string;
  readonly counts: readonly (readonly [string, number])[];
}) {
  const most = Math.max(...props.counts.map(([, count]) => count), 1);
  return (
    <Section title={props.heading}>
      <ul class="bars">
        {props.counts.map(([name, count]) => (
          <li key={name}>
            <span>{name}</span>
            <b>{count}</b>
            <i style={{ width: `${(count / most) * 100}%` }} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function CompareView({ rows }: { readonly rows: readonly SiteRow[] }) {
  return (
    <article>
      <header class="head">
        <h1>Compare</h1>
      </header>
      <div class="columns">
        {rows.map((row) => (
          <Column key={row.id} row={row} />
        ))}
      </div>
      <Command text={`gnn-registry compare ${rows.map((it) => it.id).join(' ')}`} />
    </article>
  );
}

function Column({ row }: { readonly row: SiteRow }) {
  const model = useModel(row);
  const picture = model?.picture ?? null;
  return (
    <section aria-label={row.id}>
      <h2>
        <a href={linkTo('model', row.id)}>{row.name}</a>
      </h2>
      {picture !== null && <Picture src={picture} label={`${row.name}, as a graph`} />}
      <dl class="facts narrow">
        {(model?.facts ?? []).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Variables</dt>
          <dd>{model?.variables.map((it) => it.name).join(', ')}</dd>
        </div>
      </dl>
    </section>
  );
}
