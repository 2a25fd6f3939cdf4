/** Draws a version, or a file that need not be registered. */
import { RegistryError } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';
import { buildGraph } from '../../pictures/build-graph.js';
import { renderDot } from '../../pictures/dot.js';
import { drawModel } from '../../pictures/draw-model.js';
import type { Layouter } from '../../pictures/layout.js';
import { renderMermaid } from '../../pictures/mermaid.js';
import type { GraphInput, GraphOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { readSide, type ReadSide } from './sides.js';

/** What is drawn, without what it was drawn of. */
type Drawn = Pick<GraphOutput, 'style' | 'form' | 'width' | 'height' | 'encoding' | 'content'> & {
  readonly notices: readonly string[];
};

/** Draws a picture of a model. @throws RegistryError as `readSide`, and `usage` for PNG where it cannot be rendered */
export async function drawPicture(
  registry: OpenedRegistry,
  { reference, style, matrices = false }: GraphInput,
  format: 'svg' | 'png',
  layouter: Layouter,
): Promise<GraphOutput> {
  const read = await readSide(registry, reference, 'drawn');
  const { model, values } = read.model;
  const picture = await drawModel(model, layouter, { style, matrices, values });
  return answer(read, format, await encode(picture, format));
}

/** Writes a model as a graph that another program draws. @throws RegistryError as `readSide`, and `usage` for matrices */
export async function writeGraph(
  registry: OpenedRegistry,
  { reference, style, matrices = false }: GraphInput,
  format: 'dot' | 'mermaid',
): Promise<GraphOutput> {
  if (matrices) {
    throw new RegistryError(
      'usage',
      `${format} has no way to draw matrices`,
      wording`Leave out ${option('matrices')}, or use ${option('format', 'svg')}.`,
    );
  }
  const read = await readSide(registry, reference, 'drawn');
  const graph = buildGraph(read.model.model, style);
  const content = format === 'dot' ? renderDot(graph) : renderMermaid(graph);
  const form = { form: 'graph', width: null, height: null, encoding: 'utf-8' } as const;
  return answer(read, format, { ...form, style: graph.style, content, notices: [] });
}

async function encode(
  picture: Awaited<ReturnType<typeof drawModel>>,
  format: 'svg' | 'png',
): Promise<Drawn> {
  const { svg, ...rest } = picture;
  if (format === 'svg') return { ...rest, encoding: 'utf-8', content: svg };
  const { renderPng } = await import('../../pictures/png.js');
  const bytes = await renderPng(svg);
  return { ...rest, encoding: 'base64', content: Buffer.from(bytes).toString('base64') };
}

function answer(
  { side, notices }: ReadSide,
  format: GraphOutput['format'],
  drawn: Drawn,
): GraphOutput {
  const { reference, model_id, version, file_path } = side;
  const told = drawn.notices.map((it) => `${reference}: ${it}`);
  return {
    reference,
    model_id,
    version,
    file_path,
    format,
    ...drawn,
    notices: [...notices, ...told],
  };
}
