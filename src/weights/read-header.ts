/** The readers of headers, by format. */
import type { WeightsFormat } from '../domain/model.js';
import { readGguf } from './gguf.js';
import { checkNames, type ByteSource, type Header, type HeaderLimits } from './header.js';
import { readOnnx } from './onnx.js';
import { readSafetensors } from './safetensors.js';

const READERS: Readonly<
  Record<WeightsFormat, ((source: ByteSource, limits: HeaderLimits) => Header) | undefined>
> = {
  gguf: readGguf,
  safetensors: readSafetensors,
  onnx: readOnnx,
  // A checkpoint is a pickle, which may run code: it is never opened.
  pytorch: undefined,
};

/**
 * Reads the header of a file of weights.
 *
 * @returns undefined for a format that is never opened
 * @throws HeaderFault if it is not one, is cut or breaks a limit
 */
export function readHeader(
  format: WeightsFormat,
  source: ByteSource,
  limits: HeaderLimits,
): Header | undefined {
  const header = READERS[format]?.(source, limits);
  if (header !== undefined) checkNames(header.tensors);
  return header;
}
