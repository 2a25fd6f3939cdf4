import type { GraphOutput } from '../../../operations/generated/shapes.js';
import type { RendererOf } from '../renderers.js';
import { escapeControls } from './escape.js';

/** A picture that may have been written to a file, or as bytes. */
interface DeliveredPicture extends GraphOutput {
  /** Where it was written. */
  readonly output?: string;
}

export const GRAPH: RendererOf<'graph'> = {
  text: ({ content, encoding, format, width, height, output, reference }: DeliveredPicture) => {
    if (output !== undefined) {
      const size = width === null ? '' : `, ${width}×${height}`;
      const name = escapeControls(reference);
      return [`${name} drawn in ${escapeControls(output)} (${format}${size})`];
    }
    // Bytes are not text: they have been written already.
    return encoding === 'base64' ? [] : content;
  },
};
