/** A model: its picture first, then what it is. */
import { useEffect, useState } from 'preact/hooks';
import type { SiteModel, SiteRow, SiteVersion, SiteWeights } from '../data.js';
import { loadModel } from './load.js';
import { Badge, Command, Equation, Matrix, NotDrawn, Picture, Section, Table } from './parts.js';
import { linkTo } from './route.js';

/** Loads a model; undefined while it is loading, null if it is not there. */
export function useModel(row: SiteRow | undefined): SiteModel | null | undefined {
  const [model, setModel] = useState<SiteModel | null>();
  useEffect(() => {
    let isWanted = true;
    setModel(row === undefined ? null : undefined);
    if (row === undefined) return;
    void loadModel(row.id, row.shard)
      .catch(() => undefined)
      .then((it) => isWanted && setModel(it ?? null));
    return () => {
      isWanted = false;
    };
  }, [row]);
  return model;
}

export function ModelView({ row }: { readonly row: SiteRow }) {
  const model = useModel(row);
  if (model === undefined) return <p class="empty">Loading …</p>;
  if (model === null) return <p class="empty">The data of this model is missing.</p>;
  return (
    <article>
      <header class="head">
        <h1>{row.name}</h1>
        <p>
          <span class="id">{row.id}</span> <span class="version">{row.version}</span>{' '}
          <Badge text={row.health} />{' '}
          {row.tags.map((tag) => (
            <span class="tag" key={tag}>
              {tag}
            </span>
          ))}
        </p>
      </header>
      {model.weights !== null ? null : model.picture === null ? (
        <NotDrawn what="The model" command={`gnn-registry graph ${row.id} -o ${row.id}.svg`} />
      ) : (
        <Picture src={model.picture} label={`${row.name}, drawn as a graph`} />
      )}
      <p class="prose">{model.description}</p>
      <dl class="facts">
        {model.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Command text={`gnn-registry show ${row.id}@${row.version}`} />
      {model.weights === null ? (
        <Contents model={model} />
      ) : (
        <Tensors id={row.id} weights={model.weights} />
      )}
      <Section title="Versions">
        <Timeline id={row.id} versions={model.versions} />
        <Command text={`gnn-registry versions ${row.id}`} />
      </Section>
      <Metrics versions={model.versions} />
      <Bindings versions={model.versions} />
      <Lineage model={model} />
      <Findings model={model} />
    </article>
  );
}

/** Weights have tensors instead of what a spec declares. */
function Tensors({ id, weights }: { readonly id: string; readonly weights: SiteWeights }) {
  const { tensors, more } = weights;
  if (tensors.length === 0) return null;
  return (
    <Section title="Tensors">
      <Table
        caption="Tensors"
        names={['name', 'type', 'shape']}
        rows={tensors.map(([name, type, shape]) => [<code>{name}</code>, type, shape])}
      />
      {more > 0 && <p>and {more} more</p>}
      <Command text={`gnn-registry describe ${id} --json`} />
    </Section>
  );
}

function Contents({ model }: { readonly model: SiteModel }) {
  return (
    <>
      <Section title="Variables">
        <Table
          caption="Variables"
          names={['name', 'dimensions', 'type', 'term', 'description']}
          rows={model.variables.map((it) => [
            <code>{it.name}</code>,
            it.dimensions,
            it.type,
            it.term,
            it.description,
          ])}
        />
      </Section>
      {model.matrices.length > 0 && (
        <Section title="Matrices">
          <div class="matrices">
            {model.matrices.map((it) => (
              <Matrix key={it.name} matrix={it} />
            ))}
          </div>
        </Section>
      )}
      {model.equations.length > 0 && (
        <Section title="Equations">
          {model.equations.map(({ label, text, math }, at) => (
            <div key={at} class="labelled">
              {label !== '' && <span>{label}</span>}
              <Equation text={text} math={math} />
            </div>
          ))}
        </Section>
      )}
    </>
  );
}

function Timeline({
  id,
  versions,
}: {
  readonly id: string;
  readonly versions: readonly SiteVersion[];
}) {
  return (
    <ol class="timeline">
      {versions.map((it, at) => {
        const before = versions[at + 1];
        return (
          <li key={it.version} class={it.verdict}>
            <b>{it.version}</b> <Badge text={it.verdict} /> <time>{it.created.slice(0, 10)}</time>
            {it.tags.map((tag) => (
              <span class="tag" key={tag}>
                {tag}
              </span>
            ))}
            {it.summary !== '' && <p>{it.summary}</p>}
            {before !== undefined && (
              <a href={linkTo('diff', id, before.version, it.version)}>
                compare with {before.version}
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}

const WIDTH = 320;
const HEIGHT = 96;

function Metrics({ versions }: { readonly versions: readonly SiteVersion[] }) {
  const names = [...new Set(versions.flatMap((it) => Object.keys(it.metrics)))];
  if (names.length === 0) return null;
  return (
    <Section title="Metrics">
      <div class="plots">
        {names.map((name) => (
          <Plot key={name} name={name} versions={versions.toReversed()} />
        ))}
      </div>
    </Section>
  );
}

function Plot({
  name,
  versions,
}: {
  readonly name: string;
  readonly versions: readonly SiteVersion[];
}) {
  const points = versions.flatMap((it) => {
    const value = it.metrics[name];
    return value === undefined ? [] : [{ version: it.version, value }];
  });
  const values = points.map((it) => it.value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (at: number): number => 10 + (at * (WIDTH - 20)) / Math.max(1, points.length - 1);
  const y = (value: number): number =>
    HEIGHT - 14 - ((value - least) / (most - least || 1)) * (HEIGHT - 28);
  const text = points.map((it) => `${it.version}: ${it.value}`).join(', ');
  return (
    <figure class="plot">
      <figcaption>
        <b>{name}</b> {text}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${name} over versions: ${text}`}
      >
        <polyline points={points.map((it, at) => `${x(at)},${y(it.value)}`).join(' ')} />
        {points.map((it, at) => (
          <circle key={it.version} cx={x(at)} cy={y(it.value)} r="4" />
        ))}
      </svg>
    </figure>
  );
}

function Bindings({ versions }: { readonly versions: readonly SiteVersion[] }) {
  const rows = versions.flatMap((it) => it.bindings.map((binding) => [it.version, binding]));
  if (rows.length === 0) return null;
  return (
    <Section title="Bindings">
      <Table caption="Bindings" names={['version', 'runs on']} rows={rows} />
    </Section>
  );
}

function ModelLink({ id }: { readonly id: string }) {
  return <a href={linkTo('model', id)}>{id}</a>;
}

function Lineage({ model }: { readonly model: SiteModel }) {
  const { parents, children } = model;
  if (parents.length + children.length === 0) return null;
  return (
    <Section title="Lineage">
      <Table
        caption="Lineage"
        names={['', 'model', 'how']}
        rows={[
          ...parents.map(([id, how]) => ['comes from', <ModelLink id={id} />, how]),
          ...children.map(([id, how]) => ['leads to', <ModelLink id={id} />, how]),
        ]}
      />
      <Command text={`gnn-registry lineage ${model.id}`} />
    </Section>
  );
}

function Findings({ model }: { readonly model: SiteModel }) {
  const lines = (model.versions[0]?.source ?? '').split('\n');
  if (model.findings.length === 0) return null;
  return (
    <Section title="Findings">
      <ul class="findings">
        {model.findings.map((it, at) => (
          <li key={at}>
            <Badge text={it.severity} /> <code>{it.code}</code> {it.message}
            <pre>
              {it.line} {lines[it.line - 1] ?? ''}
            </pre>
          </li>
        ))}
      </ul>
    </Section>
  );
}
