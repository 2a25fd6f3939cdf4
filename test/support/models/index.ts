import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AcceptedModel } from '../../../src/domain/assessment.js';
import type { ComparableModel } from '../../../src/domain/semantic-form.js';
import { toSemanticForm } from '../../../src/version/semantic-form.js';
import { assessed, sourceAt } from '../registry-entries.js';
import { onlySpec } from '../spec-text.js';

/** The text of a model written for the tests. */
export function modelText(name: string): string {
  return readFileSync(join(import.meta.dirname, `${name}.md`), 'utf8');
}

/** The model of a text, in the form that is compared. */
export function comparableModel(text: string): ComparableModel {
  const { model, values } = onlySpec(text);
  return { model, values, form: toSemanticForm(model) };
}

/** The model of a text, as the pipeline accepts it. */
export function acceptedModel(text: string, path = 'model.md'): AcceptedModel {
  const assessment = assessed(sourceAt(path), text);
  const [model, ...others] = assessment.state === 'accepted' ? assessment.models : [];
  if (model === undefined || others.length > 0) throw new Error(`the text is ${assessment.state}`);
  return model;
}
