/** The catalogue of findings about specs: the single definition of every diagnostic code. */
import { ERRORS } from './catalogue-errors.js';
import { INFOS } from './catalogue-infos.js';
import { WARNINGS } from './catalogue-warnings.js';

export type Severity = 'error' | 'warning' | 'info';

/** The severities in order, the most severe first. */
export const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The meaning of a diagnostic code. */
export interface DiagnosticInfo {
  title: string;
  severity: Severity;
  /** What to do about it. */
  remedy: string;
}

export type DiagnosticCode = keyof (typeof ERRORS & typeof WARNINGS & typeof INFOS);

/**
 * Every diagnostic code. `E001` to `E005` and `W001` to `W003` have the meaning that is established
 * in the field; the others continue the series.
 */
export const CATALOGUE: Readonly<Record<DiagnosticCode, DiagnosticInfo>> = {
  ...withSeverity('error', ERRORS),
  ...withSeverity('warning', WARNINGS),
  ...withSeverity('info', INFOS),
};

/** What the catalogue says of a code; undefined for a code that is not in it. */
export function findDiagnosticInfo(code: string): DiagnosticInfo | undefined {
  const all: Readonly<Record<string, DiagnosticInfo>> = CATALOGUE;
  return Object.hasOwn(all, code) ? all[code] : undefined;
}

function withSeverity<Code extends string>(
  severity: Severity,
  texts: Readonly<Record<Code, { readonly title: string; readonly remedy: string }>>,
): Record<Code, DiagnosticInfo> {
  const infos: Partial<Record<Code, DiagnosticInfo>> = {};
  for (const code in texts)
    infos[code] = { title: texts[code].title, severity, remedy: texts[code].remedy };
  return infos as Record<Code, DiagnosticInfo>;
}
