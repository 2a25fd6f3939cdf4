/** Typesets equations that are written in TeX; all others stay as they are. */
import temml from 'temml';

const MAX_LENGTH = 2000;

/** Returns MathML, or null for what is not TeX. The page takes only elements of MathML from it. */
export function toMathMl(text: string): string | null {
  if (!/\\[a-zA-Z]+|[\^_]\{/.test(text) || text.length > MAX_LENGTH) return null;
  try {
    const math = temml.renderToString(text.replace(/^\$+|\$+$/g, ''), {
      displayMode: true,
      throwOnError: true,
      trust: false,
      maxExpand: 100,
    });
    // The policy of the page allows no styles in elements.
    return math.replace(/ style="[^"]*"/g, '');
  } catch {
    return null;
  }
}
