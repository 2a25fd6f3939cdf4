import { findDiagnosticInfo } from '../../../../domain/catalogue.js';
import { summarizeReasons } from '../../../../domain/changes.js';
import type { ModelOutcome, RefusedFile } from '../../../../domain/model.js';
import type { FailOn } from '../../../../domain/options.js';
import type { Finding } from '../../../../operations/generated/shapes.js';
import { findTooSmall } from '../../../../operations/failures.js';
import { judgeOutcome } from '../../../../operations/verdict.js';
import { VERDICTS } from '../../../../operations/verdict-words.js';
import type { Report, ReportModel } from './report.js';

/** What a run or a check says about specs. */
export interface CheckedSpecs {
  readonly findings: readonly Finding[];
  readonly models: readonly ModelOutcome[];
  readonly refused_files: readonly RefusedFile[];
}

/**
 * Makes a report of specs. What does not pass is an error in it, as other programs gate on errors.
 *
 * @param failOn - the least severe findings that are not wanted
 */
export function reportSpecs(specs: CheckedSpecs, failOn: FailOn): Report {
  const tooSmall = new Set(findTooSmall(specs.findings, specs.models));
  return {
    models: [...specs.models.map(reportModel), ...specs.refused_files.map(reportRefused)],
    findings: specs.findings.map((it) => {
      const fails = tooSmall.has(it) || isUnwanted(it, failOn);
      return {
        ...it,
        severity: fails ? 'error' : it.severity,
        title: findDiagnosticInfo(it.code)?.title ?? null,
        fails,
      };
    }),
  };
}

function isUnwanted({ severity }: Finding, failOn: FailOn): boolean {
  return severity === 'error' || (severity === 'warning' && failOn === 'warning');
}

function reportModel(outcome: ModelOutcome): ReportModel {
  const { model_id: id, file_path: file, previous_version: before, version: after } = outcome;
  return { id, file, before, after, verdict: describeOutcome(outcome) };
}

function describeOutcome(outcome: ModelOutcome): string {
  const { changes, previous_file_path: before } = outcome;
  const verdict = judgeOutcome(outcome);
  if (changes !== null && verdict !== null) {
    return `${VERDICTS[verdict]}: ${summarizeReasons(changes)}`;
  }
  if (outcome.outcome === 'new_model') return 'new';
  return outcome.outcome === 'updated' && before !== null
    ? `moved from ${before}`
    : outcome.outcome;
}

function reportRefused({ file_path: file }: RefusedFile): ReportModel {
  return { id: null, file, before: null, after: null, verdict: 'refused' };
}
