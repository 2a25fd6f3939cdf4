/** The registry as a whole, models beside each other, and the difference of two versions. */
import { diffLines } from 'diff';
import type { SiteIndex, SiteRow, SiteVersion } from '../data.js';
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
      {picture !== null && <Picture svg={picture} label={`${row.name}, as a graph`} />}
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

export function DiffView(props: {
  readonly row: SiteRow;
  readonly from: string;
  readonly to: string;
}) {
  const { row, from, to } = props;
  const model = useModel(row);
  if (model === undefined) return <p class="empty">Loading …</p>;
  const versions = model?.versions ?? [];
  const picture = model?.picture ?? null;
  const [before, after] = [from, to].map((it) => versions.find(({ version }) => version === it));
  const choose = (side: string, version: string): void => {
    location.hash = linkTo('diff', row.id, ...(side === 'from' ? [version, to] : [from, version]));
  };
  return (
    <article>
      <header class="head">
        <h1>{row.name}</h1>
        <p>
          <a href={linkTo('model', row.id)}>{row.id}</a>
        </p>
      </header>
      <form class="sides">
        {(['from', 'to'] as const).map((side) => (
          <label key={side}>
            <span>{side}</span>
            <select
              value={props[side]}
              onChange={(event) => choose(side, event.currentTarget.value)}
            >
              {versions.map(({ version }) => (
                <option key={version} value={version}>
                  {version}
                </option>
              ))}
            </select>
          </label>
        ))}
      </form>
      {after !== undefined && after.summary !== '' && <p class="prose">{after.summary}</p>}
      <div class="difference">
        {picture !== null && <Picture svg={picture} label={`${row.name}, as a graph`} />}
        <Text before={before} after={after} />
      </div>
      <Command text={`gnn-registry diff ${row.id}@${from} ${row.id}@${to}`} />
    </article>
  );
}

function Text(props: {
  readonly before: SiteVersion | undefined;
  readonly after: SiteVersion | undefined;
}) {
  const [a, b] = [props.before?.source ?? null, props.after?.source ?? null];
  if (a === null || b === null) {
    return <p class="empty">The text of one of the versions is not at hand; the command has it.</p>;
  }
  return (
    <pre class="diff" tabIndex={0} aria-label="Changed lines">
      {diffLines(a, b).map(({ value, added, removed }, at) => {
        const mark = added ? '+' : removed ? '−' : ' ';
        const lines = value.replace(/\n$/, '').split('\n');
        const shown =
          mark === ' ' && lines.length > 6
            ? [...lines.slice(0, 3), '⋯', ...lines.slice(-3)]
            : lines;
        return (
          <span key={at} class={added ? 'added' : removed ? 'removed' : ''}>
            {shown.map((line) => `${mark} ${line}\n`).join('')}
          </span>
        );
      })}
    </pre>
  );
}
