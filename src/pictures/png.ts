/** Renders pictures as PNG, with a package that need not be there. */
import { RegistryError } from '../domain/errors.js';
import { option, wording } from '../domain/wording.js';

/** Pixels of the PNG for each of the SVG, for sharp screens. */
const SCALE = 2;
/** What is larger is scaled down to it. */
const MAX_PIXELS = 12_000;

/**
 * Renders SVG as PNG, in the look for light surroundings.
 *
 * @throws RegistryError `usage` if the package for it is not installed, or no font is
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await loadRenderer();
  const font = { loadSystemFonts: true, sansSerifFamily: 'DejaVu Sans' };
  assertFonts(new Resvg(PROBE, { font }));
  const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } });
  const value = Math.min(SCALE, MAX_PIXELS / Math.max(width, height));
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value } }).render().asPng();
}

async function loadRenderer() {
  try {
    return await import('@resvg/resvg-js');
  } catch (error) {
    throw new RegistryError(
      'usage',
      'PNG needs the package @resvg/resvg-js, which is not installed',
      wording`Run npm install @resvg/resvg-js, or use ${option('format', 'svg')}.`,
      { cause: error },
    );
  }
}

const PROBE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-family="sans-serif">A</text></svg>';

/** Without fonts, a picture would have no texts, and nobody would say so. */
function assertFonts(probe: { getBBox: () => unknown }): void {
  if (probe.getBBox() !== undefined) return;
  throw new RegistryError(
    'usage',
    'PNG needs a font, and none is installed',
    wording`Install one, such as fonts-dejavu-core, or use ${option('format', 'svg')}.`,
  );
}
