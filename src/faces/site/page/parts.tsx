/** The small parts that several views have. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Cell, SiteMatrix } from '../data.js';

/** A label in the colour of what it says. */
export function Badge({ text }: { readonly text: string }) {
  return <span class={`badge ${text.replace(/[^a-z]/gi, '').toLowerCase()}`}>{text}</span>;
}

/** A section with a heading that links can lead to. */
export function Section(props: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** A command, and a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const code = useRef<HTMLElement>(null);
  const copy = (): void => {
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
    void navigator.clipboard?.writeText(text).catch(() => selectText(code.current));
    if (navigator.clipboard === undefined) selectText(code.current);
  };
  return (
    <div class="command">
      <code ref={code}>{text}</code>
      <button type="button" onClick={copy} aria-label={`Copy ${text}`}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

function selectText(element: HTMLElement | null): void {
  if (element !== null) getSelection()?.selectAllChildren(element);
}

/** A picture, as an image: no script in it would run. It leads to itself, where it can be as large as it is. */
export function Picture(props: {
  readonly src: string;
  readonly label: string;
  /** Is told how many times as wide as high it is. */
  readonly onShape?: (ratio: number) => void;
}) {
  const { src, label, onShape } = props;
  return (
    <a class="whole" href={src} title="Open the picture by itself">
      <img
        class="picture"
        src={src}
        alt={label}
        loading="lazy"
        decoding="async"
        onLoad={({ currentTarget: it }) => onShape?.(it.naturalWidth / it.naturalHeight)}
      />
    </a>
  );
}

/** What stands for a picture that is not drawn: the command that draws it. */
export function NotDrawn({ what, command }: { readonly what: string; readonly command: string }) {
  return (
    <div class="undrawn">
      <p>{what} is not drawn on this page. This draws it:</p>
      <Command text={command} />
    </div>
  );
}

/** A table that scrolls by itself where the screen is narrow. */
export function Table(props: {
  readonly caption: string;
  readonly names: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
}) {
  const { caption, names, rows } = props;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`${caption}, table`}>
      <table>
        <thead>
          <tr>
            {names.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, at) => (
            <tr key={at}>
              {cells.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The values of a parameter, shaded by their size. */
export function Matrix({ matrix }: { readonly matrix: SiteMatrix }) {
  const numbers = matrix.tables.flatMap((it) => it.rows.flat()).filter(isNumber);
  const most = Math.max(...numbers.map(Math.abs), Number.MIN_VALUE);
  return (
    <figure class="matrix">
      <figcaption>
        <b>{matrix.name}</b> {matrix.shape}
      </figcaption>
      <div class="slices">
        {matrix.tables.map((table) => (
          <div key={table.title}>
            {table.title !== '' && <span class="slice">{table.title}</span>}
            <table>
              <tbody>
                {table.rows.map((cells, row) => (
                  <tr key={row}>
                    {cells.map((cell, column) => (
                      <td key={column} style={{ '--heat': String(heatOf(cell, most)) }}>
                        {isNumber(cell) ? String(Math.round(cell * 1000) / 1000) : cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ))}
      </div>
    </figure>
  );
}

function isNumber(cell: Cell): cell is number {
  return typeof cell === 'number';
}

function heatOf(cell: Cell, most: number): number {
  return isNumber(cell) ? Math.round((Math.abs(cell) / most) * 38) : 0;
}

const MATHML = 'http://www.w3.org/1998/Math/MathML';
const ATTRIBUTES = [
  'display',
  'mathvariant',
  'stretchy',
  'fence',
  'separator',
  'accent',
  'columnalign',
];

/** An equation: only elements of MathML are taken over, and what they look like is not. */
export function Equation({ text, math }: { readonly text: string; readonly math: string | null }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (math === null) return;
    const parsed = new DOMParser().parseFromString(math, 'text/html').querySelector('math');
    if (parsed !== null) place.current?.replaceChildren(adopt(parsed));
  }, [math]);
  return (
    <div class="equation" ref={place}>
      {math === null ? <code>{text}</code> : text}
    </div>
  );
}

function adopt(element: Element): Element {
  const made = document.createElementNS(MATHML, element.localName);
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (value !== null) made.setAttribute(name, value);
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      if (child.namespaceURI === MATHML && child.localName !== 'annotation')
        made.append(adopt(child));
    } else made.append(child.textContent ?? '');
  }
  return made;
}
