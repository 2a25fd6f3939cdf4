/** The difference of two versions: what is marked in a picture, and the lines. */
import { diffLines } from 'diff';
import { useState } from 'preact/hooks';
import type { SiteRow, SiteVersion } from '../data.js';
import { useModel } from './model-view.js';
import { Command, NotDrawn, Picture } from './parts.js';
import { linkTo } from './route.js';

export function DiffView(props: {
  readonly row: SiteRow;
  readonly from: string;
  readonly to: string;
}) {
  const { row, from, to } = props;
  const model = useModel(row);
  if (model === undefined) return <p class="empty">Loading …</p>;
  const versions = model?.versions ?? [];
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
      {before === after ? (
        <p class="empty">Choose two versions that differ.</p>
      ) : (
        <Difference row={row} versions={versions} before={before} after={after} />
      )}
      <Command text={`gnn-registry diff ${row.id}@${from} ${row.id}@${to}`} />
    </article>
  );
}

interface DifferenceProps {
  readonly row: SiteRow;
  readonly versions: readonly SiteVersion[];
  readonly before: SiteVersion | undefined;
  readonly after: SiteVersion | undefined;
}

/** Above this, a picture is too wide to be read beside the text. */
const MAX_RATIO = 1.6;

function Difference({ row, versions, before, after }: DifferenceProps) {
  const [ratio, setRatio] = useState(0);
  if (before === undefined || after === undefined || !isStep(versions, before, after)) {
    return (
      <div class="difference">
        <BothPictures row={row} sides={[before, after]} />
        <Text before={before} after={after} />
      </div>
    );
  }
  const [from, to] = [before.version, after.version];
  return (
    <>
      {after.summary !== '' && <p class="prose">{after.summary}</p>}
      <div class={ratio > MAX_RATIO ? 'difference wide' : 'difference'}>
        <StepPicture row={row} from={from} to={to} src={after.step} onShape={setRatio} />
        <Text before={before} after={after} />
      </div>
    </>
  );
}

/** Whether one version follows the other: of such a step there is a picture. */
function isStep(
  versions: readonly SiteVersion[],
  before: SiteVersion,
  after: SiteVersion,
): boolean {
  return versions[versions.indexOf(before) - 1] === after;
}

function StepPicture(props: {
  readonly row: SiteRow;
  readonly from: string;
  readonly to: string;
  readonly src: string | null;
  readonly onShape: (ratio: number) => void;
}) {
  const { row, from, to, src, onShape } = props;
  const command = `gnn-registry diff ${row.id}@${from} ${row.id}@${to} --format svg`;
  if (src === null) return <NotDrawn what="This difference" command={command} />;
  const label = `What differs between ${from} and ${to} of ${row.name}: added, removed and changed parts are marked`;
  return <Picture src={src} label={label} onShape={onShape} />;
}

/** Versions that do not follow each other, the earlier one first or not. */
function BothPictures(props: {
  readonly row: SiteRow;
  readonly sides: readonly (SiteVersion | undefined)[];
}) {
  const { row, sides } = props;
  return (
    <div class="both">
      {sides.flatMap((side) =>
        side === undefined
          ? []
          : [
              <figure key={side.version}>
                <figcaption>
                  <b>{side.version}</b>
                </figcaption>
                <VersionPicture row={row} version={side} />
              </figure>,
            ],
      )}
    </div>
  );
}

function VersionPicture(props: { readonly row: SiteRow; readonly version: SiteVersion }) {
  const { row, version } = props;
  const command = `gnn-registry graph ${row.id}@${version.version}`;
  if (version.picture === null) return <NotDrawn what="This version" command={command} />;
  return <Picture src={version.picture} label={`${row.name} ${version.version}, as a graph`} />;
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
